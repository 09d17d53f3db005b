import type { CertificateSubject, Lint } from "../lint.ts";
import { MAX_SERIAL_BYTES } from "../../certificate/serial.ts";

export const serialLength: Lint<CertificateSubject> = {
  name: "serial-length",
  citation: "RFC 5280 section 4.1.2.2",
  check: ({ certificate: { serialContents } }) =>
    serialContents.length > MAX_SERIAL_BYTES
      ? `the serial number has ${serialContents.length} octets`
      : undefined,
};
