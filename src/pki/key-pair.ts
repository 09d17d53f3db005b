import { generateKeyPair, generateKeyPairSync, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { KEY_ALGORITHMS, type KeyAlgorithmName } from "./algorithms.ts";

const makeKeyPair = promisify(generateKeyPair);

/** A fresh private key of a row of the algorithm table, made in libuv's threads. RSA-4096 takes a second or so. */
export const newPrivateKey = async (name: KeyAlgorithmName): Promise<KeyObject> => {
  const algorithm = KEY_ALGORITHMS[name];
  switch (algorithm.family) {
    case "ec":
      return (await makeKeyPair("ec", { namedCurve: algorithm.curve.opensslName })).privateKey;
    case "rsa":
      return (await makeKeyPair("rsa", { modulusLength: algorithm.bits })).privateKey;
    case "ml-dsa":
    default:
      return (await makeKeyPair(algorithm.nodeName)).privateKey;
  }
};

/** The same, while the caller waits. */
export const newPrivateKeySync = (name: KeyAlgorithmName): KeyObject => {
  const algorithm = KEY_ALGORITHMS[name];
  switch (algorithm.family) {
    case "ec":
      return generateKeyPairSync("ec", { namedCurve: algorithm.curve.opensslName }).privateKey;
    case "rsa":
      return generateKeyPairSync("rsa", { modulusLength: algorithm.bits }).privateKey;
    case "ml-dsa":
    default:
      return generateKeyPairSync(algorithm.nodeName).privateKey;
  }
};
