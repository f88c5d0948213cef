// An OpenID Connect provider with one client for each situation: node server.js PORT
import { Provider } from 'oidc-provider';

const port = Number(process.argv[2]);
const SCOPES = ['core.user.read', 'core.expense.read'];

const machine = (id, scope) => ({
  client_id: id,
  client_secret: 'the-secret',
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
  scope,
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  scopes: SCOPES,
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  clients: [
    machine('client', SCOPES.join(' ')),
    machine('without-scopes', 'openid'),
    {
      ...machine('for-people'),
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: ['https://northwind.example/callback'],
    },
  ],
});

provider.listen(port, '127.0.0.1');
