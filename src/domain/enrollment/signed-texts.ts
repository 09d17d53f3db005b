/**
 * What the client signs. Each begins with a label of its own (domain separation), so that a signature given for one
 * purpose proves nothing for another, nor in TLS or a PKCS#10 request, whose signed bytes begin differently.
 *
 * The fields after the label have fixed lengths: session id and serial are 32 ASCII hexadecimal digits, the challenge
 * is 32 random bytes.
 */

/** Signed with the old certificate's key to begin a renewal. */
export const oldKeyProofText = (sessionId: string, challenge: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`tegata old-key proof v1${sessionId}`, "ascii"), challenge]);

/** Signed with the new certificate's key, through the store it was installed in. */
export const installationProofText = (sessionId: string, serial: string, challenge: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`tegata installation proof v1${sessionId}${serial}`, "ascii"), challenge]);
