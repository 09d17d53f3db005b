/**
 * Bytes are not the DER that was expected. Thrown only inside `readDer`, which turns it into a refusal: a reader that
 * carried results through every field would hide what is being read.
 */
export class DerError extends Error {
  override readonly name = "DerError";
}
