// A sign-out without a network: everything kept goes at once, and the session ends at the next connection, before anything else.
import { get, put, remove } from './database.js';
import { wipe } from './vault.js';

const NOTE = 'sign-out';

export async function signOutOffline() {
  await wipe();
  await put('vault', { at: Date.now() }, NOTE);
}

export const isSigningOut = async () => (await get('vault', NOTE)) !== undefined;

/** Ends the session at the server if that is still to be done. @throws if the server is not reached: nothing else may be sent. */
export async function endSession() {
  if (!await isSigningOut()) return false;
  const response = await fetch('/api/session/end', { method: 'POST' });
  if (!response.ok && response.status !== 401) throw new Error(`The session has not ended: ${response.status}`);
  await remove('vault', NOTE);
  return true;
}
