// Makes signatures.json with the senders' own libraries:
//   npm install @octokit/webhooks-methods@6.0.0 @shopify/shopify-api@13.1.0 standardwebhooks@1.1.1 svix@1.99.1 --ignore-scripts
//   node sign.mjs > signatures.json
// No library signs v1a (Ed25519) or X's deliveries; those are made by Node's crypto as the documents say:
//   https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
//   https://docs.x.com/x-api/webhooks/quickstart
import { createRequire } from 'node:module';
import crypto from 'node:crypto';
import { sign as github } from '@octokit/webhooks-methods';

const require = createRequire(import.meta.url);
require('@shopify/shopify-api/adapters/node');
const { createSHA256HMAC } = require(`${process.cwd()}/node_modules/@shopify/shopify-api/dist/cjs/runtime/crypto/utils.js`);
const { HashFormat } = require(`${process.cwd()}/node_modules/@shopify/shopify-api/dist/cjs/runtime/crypto/types.js`);
const { Webhook: Standard } = require('standardwebhooks');
const { Webhook: Svix } = require('svix');

const time = 1700000000;
const bodies = ['{"id":"evt_1","text":"grüße ✓ \\u0000","n":1e20}', '[]', '{ "spaced" :  true }\n', 'a=1&b=x+y%20z'];
const secret = 'whsec_' + Buffer.from('a-secret-of-thirty-two-bytes-xyz').toString('base64');
const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(12);

const deliveries = [];
for (const body of bodies) {
  const add = (library, scheme, secret, headers, at) => deliveries.push({ library, scheme, secret, time: at ?? null, headers, body });
  add('@octokit/webhooks-methods 6.0.0', 'github', "It's a Secret", { 'X-Hub-Signature-256': await github("It's a Secret", body) });
  add('@octokit/webhooks-methods 6.0.0', 'meta', 'app secret', { 'X-Hub-Signature-256': await github('app secret', body) });
  add('@shopify/shopify-api 13.1.0', 'shopify', 'hush', { 'X-Shopify-Hmac-Sha256': await createSHA256HMAC('hush', body, HashFormat.Base64) });
  add('standardwebhooks 1.1.1', 'standard-webhooks', secret, { 'webhook-id': 'msg_1', 'webhook-timestamp': `${time}`,
    'webhook-signature': new Standard(secret).sign('msg_1', new Date(time * 1000), body) }, time);
  add('svix 1.99.1', 'svix', secret, { 'svix-id': 'msg_2', 'svix-timestamp': `${time}`,
    'svix-signature': new Svix(secret).sign('msg_2', new Date(time * 1000), body) }, time);
  add('node crypto', 'standard-webhooks', 'whpk_' + raw.toString('base64'), { 'webhook-id': 'msg_3', 'webhook-timestamp': `${time}`,
    'webhook-signature': 'v1a,' + crypto.sign(null, Buffer.from(`msg_3.${time}.${body}`), privateKey).toString('base64') }, time);
  // X delivers objects only.
  if (body.startsWith('{')) add('node crypto', 'twitter', 'consumer secret', { 'x-twitter-webhooks-signature':
    'sha256=' + crypto.createHmac('sha256', 'consumer secret').update(body).digest('base64') });
}
console.log(JSON.stringify(deliveries, null, 1));
