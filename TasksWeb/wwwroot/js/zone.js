// Tells the server the reader's time zone, so that "today" is the reader's today. See ReaderClock.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const [prefix, secure] = location.protocol === 'https:' ? ['__Host-', '; Secure'] : ['', ''];
if (zone) document.cookie = `${prefix}timezone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
