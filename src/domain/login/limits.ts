/** How long a login attempt waits for the browser at the gate, in seconds: time to find a smart card or a password. */
export const ATTEMPT_SECONDS = 300;
/** How long the ticket lives that the gate hands to the browser: one redirect. */
export const TICKET_SECONDS = 60;
/** How long the password may be typed in after the certificate. */
export const PASSWORD_SECONDS = 300;
/** A session's `last_seen_at` is written at most this often. */
export const LAST_SEEN_SECONDS = 60;
/** Attempts that are over are kept this long, so that a late ticket is told the truth. */
export const KEPT_ATTEMPT_HOURS = 24;
/** Sessions that are over are kept this long for enquiries; the audit record keeps everything. */
export const KEPT_SESSION_DAYS = 90;
