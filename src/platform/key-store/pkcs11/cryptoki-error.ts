import { returnValueName } from "./constants.ts";

/** A Cryptoki function answered something else than CKR_OK. */
export class CryptokiError extends Error {
  override readonly name = "CryptokiError";
  readonly functionName: string;
  readonly returnValue: number;

  constructor(functionName: string, returnValue: number) {
    super(`${functionName} answered ${returnValueName(returnValue)}`);
    this.functionName = functionName;
    this.returnValue = returnValue;
  }
}

export const hasReturnValue = (error: unknown, ...values: readonly number[]): error is CryptokiError =>
  error instanceof CryptokiError && values.includes(error.returnValue);
