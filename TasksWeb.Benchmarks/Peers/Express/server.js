// Express and Passport as the walk-through has them: sign in with Google, user and tokens in a store, `GET /api/tasklists`, and a
// refresh where Google answers 401. Two things are not its own: users are kept in memory, which is faster than its MongoDB, and
// what it wrote to the console is left out. Its address goes to the first line of standard output; it ends with its input.
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy as GoogleStrategy } from 'passport-google-oauth20';
import refresh from 'passport-oauth2-refresh';

const google = process.argv[2].replace(/\/$/, '');
const [clientId, clientSecret] = await firstLine();
const users = new Map();

const strategy = new GoogleStrategy(
  {
    clientID: clientId,
    clientSecret,
    authorizationURL: `${google}/o/oauth2/v2/auth`,
    tokenURL: `${google}/token`,
    userProfileURL: `${google}/v1/userinfo`,
    callbackURL: '/auth/google/callback',
  },
  (accessToken, refreshToken, profile, done) => {
    const user = {
      id: profile.id,
      displayName: profile.displayName,
      image: profile.photos?.[0]?.value,
      accessToken,
      refreshToken,
      save: async () => users.set(profile.id, user),
    };
    user.save().then(() => done(null, user));
  },
);
// The package sends the token in the address otherwise, which the local Google refuses.
strategy._oauth2.useAuthorizationHeaderforGET(true);
passport.use(strategy);
refresh.use(strategy);
passport.serializeUser((user, done) => done(null, user.id));
passport.deserializeUser((id, done) => done(null, users.get(id) ?? false));

const app = express();
app.disable('x-powered-by');
app.use(session({ secret: 'benchmark', resave: false, saveUninitialized: false }));
app.use(passport.initialize());
app.use(passport.session());
app.get('/', (request, response) => response.send('ready'));
app.get(
  '/auth/login',
  passport.authenticate('google', {
    scope: ['openid', 'email', 'profile', 'https://www.googleapis.com/auth/tasks'],
    accessType: 'offline',
  }),
);
app.get('/auth/google/callback', passport.authenticate('google', { successRedirect: '/', failureRedirect: '/failed' }));
app.get('/api/tasklists', (request, response) => {
  const user = request.user;
  const makeRequest = () => {
    fetch(`${google}/tasks/v1/users/@me/lists?maxResults=1000`, { headers: { authorization: `Bearer ${user.accessToken}` } })
      .then((answer) => {
        if (answer.status === 401) {
          refresh.requestNewAccessToken('google', user.refreshToken, (error, accessToken) => {
            user.accessToken = accessToken;
            user.save().then(() => makeRequest());
          });
        }
        return answer.json();
      })
      .then((data) => response.json(data.items));
  };
  return makeRequest();
});

const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.on('end', () => process.exit(0));

function firstLine() {
  return new Promise((resolve) => process.stdin.once('data', (bytes) => resolve(bytes.toString().trim().split(' '))));
}
