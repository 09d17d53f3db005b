/** nginx knows the certificate as PEM only: its lines, without the two that frame it, are the base64 of RFC 9440. */
const LINES = 60;
const pattern = Array.from({ length: LINES }, (_, line) => `(?:(?<line${line}>[A-Za-z0-9+/=]+)\\n)?`).join(
  "",
);
const value = Array.from({ length: LINES }, (_, line) => `$line${line}`).join("");

/** Configuration of nginx, inside `http { … }`: `$client_cert` is the value of the `Client-Cert` field (RFC 9440). */
export const CLIENT_CERT_MAP = `map $ssl_client_raw_cert $client_cert {
  default "";
  "~^-----BEGIN CERTIFICATE-----\\n${pattern}-----END CERTIFICATE-----" ":${value}:";
}`;
