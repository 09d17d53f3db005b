/**
 * Login with a certificate, in the order in which it happens:
 *
 *   portal  startAttempt              a fresh host name of the gate for this browser
 *   gate    presentCertificate        one certificate, or none, for that host name; gives a ticket
 *   portal  redeemTicket              the same browser comes back with the ticket
 *   portal  attemptAwaitingPassword   shows whom the certificate proved, where the password is asked
 *   portal  completeCertificateLogin  the password, where policy asks for it; gives a session
 */
export { startAttempt, type StartedAttempt } from "./start-attempt.ts";
export { presentCertificate, type PresentedTicket } from "./present-certificate.ts";
export { redeemTicket, type AttemptOutcome } from "./redeem-ticket.ts";
export { attemptAwaitingPassword, completeCertificateLogin } from "./complete-certificate-login.ts";
