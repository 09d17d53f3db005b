import koffi, { type LibraryHandle, type TypeObject } from "koffi";

/**
 * The functions of Mozilla's NSS that the key store uses, through koffi. Declarations follow `nss.h`, `pk11pub.h`,
 * `keyhi.h`, `cert.h` and `cryptohi.h`; pointers are opaque addresses.
 */

/** An address in the library's memory; null: none. */
export type Pointer = bigint | null;

/** SECItem: a typed run of bytes. */
export interface SecItem {
  type: number;
  data: Pointer | Uint8Array;
  len: number;
}

const secItem = koffi.struct("SECItem", { type: "uint", data: "uint8_t *", len: "uint" });
const secAlgorithmId = koffi.struct("SECAlgorithmID", { algorithm: secItem, parameters: secItem });
const certSignedData = koffi.struct("CERTSignedData", {
  data: secItem,
  signatureAlgorithm: secAlgorithmId,
  signature: secItem,
});
/** The beginning of CERTCertificate (certt.h), as far as its DER; that order has been the same since NSS 3.0. */
const certCertificate = koffi.struct("CERTCertificateHead", {
  arena: "void *",
  subjectName: "void *",
  issuerName: "void *",
  signatureWrap: certSignedData,
  derCert: secItem,
});
const listNode = koffi.struct("PRCListNode", { next: "void *", previous: "void *", content: "void *" });
/** PK11RSAGenParams: an int and an unsigned long. */
const rsaParameters = koffi.struct("PK11RSAGenParams", { keySizeInBits: "int", pe: "unsigned long" });

const NSS_LIBRARIES: readonly string[] = ["libnss3.so", "libnss3.so.1d"];
const NSPR_LIBRARIES: readonly string[] = ["libnspr4.so", "libnspr4.so.0d"];

/** What has to be installed where the library is missing. */
export const NSS_PACKAGE = "libnss3 (Debian, Ubuntu)";

const loadFirst = (names: readonly string[]): LibraryHandle => {
  let failure: unknown;
  for (const name of names) {
    try {
      return koffi.load(name);
    } catch (error) {
      failure = error;
    }
  }
  throw new Error(`${names.join(" or ")} cannot be loaded`, { cause: failure });
};

/** Declares functions of a library: the C prototype for koffi, beside the same as a type for us. */
const declareIn =
  (library: LibraryHandle) =>
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the type says what the prototype says
  <Signature extends (...values: never[]) => unknown>(prototype: string): Signature =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- koffi gives a function of this prototype
    library.func(prototype) as unknown as Signature;

const bind = (nss: LibraryHandle, nspr: LibraryHandle) => {
  const declare = declareIn(nss);
  const nsprDeclare = declareIn(nspr);
  return {
    PR_GetError: nsprDeclare<() => number>("int PR_GetError()"),
    PR_ErrorToName: nsprDeclare<(error: number) => string | null>("const char *PR_ErrorToName(int error)"),

    NSS_Initialize: declare<
      (directory: string, certPrefix: string, keyPrefix: string, modules: string, flags: number) => number
    >("int NSS_Initialize(const char *, const char *, const char *, const char *, uint32_t)"),
    NSS_Shutdown: declare<() => number>("int NSS_Shutdown()"),

    PK11_GetInternalKeySlot: declare<() => Pointer>("void *PK11_GetInternalKeySlot()"),
    PK11_FreeSlot: declare<(slot: Pointer) => void>("void PK11_FreeSlot(void *)"),
    PK11_NeedUserInit: declare<(slot: Pointer) => number>("int PK11_NeedUserInit(void *)"),
    PK11_NeedLogin: declare<(slot: Pointer) => number>("int PK11_NeedLogin(void *)"),
    PK11_IsReadOnly: declare<(slot: Pointer) => number>("int PK11_IsReadOnly(void *)"),
    PK11_InitPin: declare<(slot: Pointer, officer: null, password: string) => number>(
      "int PK11_InitPin(void *, const char *, const char *)",
    ),
    PK11_CheckUserPassword: declare<(slot: Pointer, password: string) => number>(
      "int PK11_CheckUserPassword(void *, const char *)",
    ),

    PK11_GenerateKeyPairWithFlags: declare<
      (
        slot: Pointer,
        mechanism: number,
        parameters: Uint8Array,
        publicKey: [Pointer],
        flags: number,
        context: null,
      ) => Pointer
    >(
      "void *PK11_GenerateKeyPairWithFlags(void *, unsigned long, const void *, _Out_ void **, uint32_t, void *)",
    ),
    SECKEY_DestroyPrivateKey: declare<(key: Pointer) => void>("void SECKEY_DestroyPrivateKey(void *)"),
    SECKEY_DestroyPublicKey: declare<(key: Pointer) => void>("void SECKEY_DestroyPublicKey(void *)"),
    SECKEY_ConvertToPublicKey: declare<(key: Pointer) => Pointer>("void *SECKEY_ConvertToPublicKey(void *)"),
    SECKEY_EncodeDERSubjectPublicKeyInfo: declare<(key: Pointer) => Pointer>(
      "SECItem *SECKEY_EncodeDERSubjectPublicKeyInfo(void *)",
    ),
    SECITEM_FreeItem: declare<(item: Pointer, freeItem: number) => void>(
      "void SECITEM_FreeItem(void *, int)",
    ),
    PORT_Free: declare<(memory: Pointer) => void>("void PORT_Free(void *)"),

    SECOID_FindOIDTag: declare<(oid: SecItem) => number>("int SECOID_FindOIDTag(const SECItem *)"),
    SEC_SignData: declare<
      (result: Partial<SecItem>, data: Uint8Array, length: number, key: Pointer, algorithm: number) => number
    >("int SEC_SignData(_Out_ SECItem *, const uint8_t *, int, void *, int)"),

    PK11_ImportDERCertForKey: declare<(certificate: SecItem, nickname: string, context: null) => Pointer>(
      "void *PK11_ImportDERCertForKey(const SECItem *, const char *, void *)",
    ),
    PK11_ListCertsInSlot: declare<(slot: Pointer) => Pointer>("void *PK11_ListCertsInSlot(void *)"),
    CERT_DestroyCertList: declare<(list: Pointer) => void>("void CERT_DestroyCertList(void *)"),
    CERT_DestroyCertificate: declare<(certificate: Pointer) => void>("void CERT_DestroyCertificate(void *)"),
    PK11_FindCertFromDERCertItem: declare<(slot: Pointer, certificate: SecItem, context: null) => Pointer>(
      "void *PK11_FindCertFromDERCertItem(void *, const SECItem *, void *)",
    ),
    PK11_FindPrivateKeyFromCert: declare<(slot: Pointer, certificate: Pointer, context: null) => Pointer>(
      "void *PK11_FindPrivateKeyFromCert(void *, void *, void *)",
    ),
    SEC_DeletePermCertificate: declare<(certificate: Pointer) => number>(
      "int SEC_DeletePermCertificate(void *)",
    ),

    PK11_ListPrivKeysInSlot: declare<(slot: Pointer, nickname: null, context: null) => Pointer>(
      "void *PK11_ListPrivKeysInSlot(void *, const char *, void *)",
    ),
    SECKEY_DestroyPrivateKeyList: declare<(list: Pointer) => void>(
      "void SECKEY_DestroyPrivateKeyList(void *)",
    ),
    PK11_ListPublicKeysInSlot: declare<(slot: Pointer, nickname: null) => Pointer>(
      "void *PK11_ListPublicKeysInSlot(void *, const char *)",
    ),
    SECKEY_DestroyPublicKeyList: declare<(list: Pointer) => void>("void SECKEY_DestroyPublicKeyList(void *)"),
    SECKEY_CopyPrivateKey: declare<(key: Pointer) => Pointer>("void *SECKEY_CopyPrivateKey(void *)"),
    SECKEY_CopyPublicKey: declare<(key: Pointer) => Pointer>("void *SECKEY_CopyPublicKey(void *)"),
    // These two also destroy the key structure they are given.
    PK11_DeleteTokenPrivateKey: declare<(key: Pointer, force: number) => number>(
      "int PK11_DeleteTokenPrivateKey(void *, int)",
    ),
    PK11_DeleteTokenPublicKey: declare<(key: Pointer) => number>("int PK11_DeleteTokenPublicKey(void *)"),
  };
};

/** The bound functions. */
export type NssLibrary = ReturnType<typeof bind>;

let bound: NssLibrary | undefined;

/** Loads the library by one of its names. Throws where it is not installed. */
export const loadNssLibrary = (nssNames: readonly string[], nsprNames: readonly string[]): NssLibrary =>
  bind(loadFirst(nssNames), loadFirst(nsprNames));

/** The library by the names that it has on Linux, loaded once. */
export const nssLibrary = (): NssLibrary => {
  bound ??= loadNssLibrary(NSS_LIBRARIES, NSPR_LIBRARIES);
  return bound;
};

/** The name of the last fault of this thread, e.g. `SEC_ERROR_BAD_PASSWORD`. */
export const lastFault = (nss: NssLibrary): string => {
  const error = nss.PR_GetError();
  return nss.PR_ErrorToName(error) ?? `error ${error}`;
};

/** A SECItem around bytes of ours, for one call. */
export const itemOf = (bytes: Uint8Array): SecItem => ({ type: 0, data: bytes, len: bytes.length });

/** Reads a structure in the library's memory. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the type says what the structure says
const structureAt = <Structure>(address: Pointer, type: TypeObject): Structure =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- koffi gives an object of this structure
  koffi.decode(address, type) as Structure;

/** Copies the bytes of a SECItem in the library's memory. */
export const bytesAt = (item: Pointer): Buffer => bytesOf(structureAt<SecItem>(item, secItem));

/** Copies the bytes that a filled SECItem points to. */
export const bytesOf = (item: Partial<SecItem>): Buffer =>
  item.data === undefined || item.data === null || !item.len
    ? Buffer.alloc(0)
    : Buffer.from(new Uint8Array(koffi.view(item.data, item.len)));

/** Frees the bytes that the library allocated for a result. */
export const freeBytes = (nss: NssLibrary, { data }: Partial<SecItem>): void => {
  if (typeof data === "bigint") nss.PORT_Free(data);
};

/** Copies the DER of a CERTCertificate. */
export const certificateAt = (certificate: Pointer): Buffer =>
  bytesOf(structureAt<{ derCert: SecItem }>(certificate, certCertificate).derCert);

/**
 * Walks one of NSS's circular lists (CERTCertList, SECKEYPrivateKeyList, SECKEYPublicKeyList): the head is a link,
 * and each node is a link followed by what it holds.
 */
export const listedAt = (list: Pointer): Pointer[] => {
  const found: Pointer[] = [];
  if (list === null) return found;
  const link = (address: Pointer) => structureAt<{ next: Pointer; content: Pointer }>(address, listNode);
  for (let address = link(list).next; address !== list && address !== null;) {
    const node = link(address);
    found.push(node.content);
    address = node.next;
  }
  return found;
};

/** A SECKEYECParams: a SECItem with the curve's OID, as memory that stays as long as the returned buffer is held. */
export const curveParameters = (curveOid: Buffer): Buffer => {
  const memory = Buffer.alloc(koffi.sizeof(secItem) + curveOid.length);
  curveOid.copy(memory, koffi.sizeof(secItem));
  memory.writeBigUInt64LE(
    koffi.address(memory) + BigInt(koffi.sizeof(secItem)),
    koffi.offsetof(secItem, "data"),
  );
  memory.writeUInt32LE(curveOid.length, koffi.offsetof(secItem, "len"));
  return memory;
};

/** PK11RSAGenParams with the public exponent 65537. */
export const rsaParametersOf = (bits: number): Buffer => {
  const memory = Buffer.alloc(koffi.sizeof(rsaParameters));
  koffi.encode(memory, rsaParameters, { keySizeInBits: bits, pe: 65_537 });
  return memory;
};
