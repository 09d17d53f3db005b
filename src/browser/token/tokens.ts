/** A registration on this device. */
export interface StoredToken {
  readonly institutionId: string;
  readonly serial: string;
  readonly institution: { readonly ja: string; readonly en: string };
  /** Whose it is, at the institution. */
  readonly account: string;
  /** HMAC with SHA-256; its bytes cannot be read. */
  readonly key: CryptoKey;
  /** Milliseconds since 1970. */
  readonly registeredAt: number;
}

const DATABASE = "tegata-token";
const STORE = "tokens";

const settled = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the store failed")));
  });

const open = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener("upgradeneeded", () => {
    request.result.createObjectStore(STORE, { keyPath: ["institutionId", "serial"] });
  });
  return settled(request);
};

const withStore = async <Value>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> => {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () =>
        reject(transaction.error ?? new Error("the store gave up")),
      );
    });
    const value = await settled(work(transaction.objectStore(STORE)));
    await done;
    return value;
  } finally {
    database.close();
  }
};

/** All registrations of this device, oldest first. */
export const listTokens = async (): Promise<readonly StoredToken[]> => {
  const all: StoredToken[] = await withStore("readonly", (store) => store.getAll());
  return all.toSorted((left, right) => left.registeredAt - right.registeredAt);
};

export const findToken = (institutionId: string, serial: string): Promise<StoredToken | undefined> =>
  withStore("readonly", (store) => store.get([institutionId, serial]));

export const saveToken = async (token: StoredToken): Promise<void> => {
  await withStore("readwrite", (store) => store.put(token));
};

export const forgetToken = async ({ institutionId, serial }: StoredToken): Promise<void> => {
  await withStore("readwrite", (store) => store.delete([institutionId, serial]));
};
