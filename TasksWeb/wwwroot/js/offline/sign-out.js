// A sign-out: everything kept goes at once. Without a network the session ends at the next connection, before anything else.
import { get, put, remove } from './database.js';
import { wipe } from './vault.js';

const NOTE = 'sign-out';

/** @param person  whose session is to be ended at the server. */
export async function forgetAndNote(person) {
  await wipe();
  await put('vault', { person }, NOTE);
}

/**
 * Ends the session at the server if that is still to be done.
 * @returns whether it had to be.
 * @throws  if the server is not reached: nothing else may be sent.
 */
export async function endSession() {
  // Without a database there is no note.
  const note = await get('vault', NOTE).catch(() => undefined);
  if (note === undefined) return false;
  const session = await (await fetch('/api/session', { cache: 'no-store' })).json();
  if (session.id === note.person) {
    const response = await fetch('/api/session/end', { method: 'POST' });
    // Another request may have ended it in between.
    const isEnded = response.status === 204 || (await response.json()).code === 'signed_out';
    if (!isEnded) throw new Error(`The session has not ended: ${response.status}`);
  } else if (!session.id && session.code !== 'signed_out') {
    throw new Error('The server does not say whose session it is.');
  }
  // The end of a session clears the data of the site, the note too, and closes the database under this.
  await remove('vault', NOTE).catch(() => remove('vault', NOTE)).catch(() => {});
  return true;
}
