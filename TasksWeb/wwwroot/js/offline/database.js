// What this browser keeps, in IndexedDB: a key, and ciphertext. Pages and the service worker share it.
const NAME = 'tasksweb';
const STORES = ['vault', 'pages', 'changes'];
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store, { autoIncrement: store === 'changes' });
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      // A sign-out clears the site's data under our feet.
      database.onclose = forget;
      database.onversionchange = () => {
        database.close();
        forget();
      };
      resolve(database);
    };
  });
  opening.catch(forget);
  return opening;
}

function forget() {
  opening = null;
}

/** @param use  gets the transaction; may return a request, whose result is returned. */
async function run(stores, mode, use) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode);
    const request = use(transaction);
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const get = (store, key) => run(store, 'readonly', transaction => transaction.objectStore(store).get(key));

/** @returns the key, which the store makes if none is given. */
export const put = (store, value, key) => run(store, 'readwrite', transaction => transaction.objectStore(store).put(value, key));

export const remove = (store, key) => run(store, 'readwrite', transaction => transaction.objectStore(store).delete(key));

export const count = store => run(store, 'readonly', transaction => transaction.objectStore(store).count());

/** @returns [[key, value]] in the order of the keys. */
export async function entries(store) {
  const found = [];
  await run(store, 'readonly', transaction => {
    transaction.objectStore(store).openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      found.push([cursor.key, cursor.value]);
      cursor.continue();
    };
  });
  return found;
}

/** @param holder  { store, key, keyId }: only if the value of this key still has this keyId. */
export const clear = (stores, holder) => run(stores, 'readwrite', transaction => {
  const clearAll = () => {
    for (const store of stores) transaction.objectStore(store).clear();
  };
  if (!holder) return clearAll();
  const request = transaction.objectStore(holder.store).get(holder.key);
  request.onsuccess = () => request.result?.keyId === holder.keyId && clearAll();
});
