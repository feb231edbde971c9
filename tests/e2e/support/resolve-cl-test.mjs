// Preload (`node --import`): names under the sandbox's domain resolve to loopback, so that the official packages,
// which insist on https://auth.<domain>, reach it without a change to the machine.

import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";

const domain = `.${process.env.E2E_CL_DOMAIN.split(":")[0]}`;
const lookup = dns.lookup;

dns.lookup = (hostname, options, callback) => {
  const [settings, done] = typeof options === "function" ? [{}, options] : [options ?? {}, callback];
  if (!hostname.endsWith(domain)) return lookup(hostname, settings, done);
  const address = { address: "127.0.0.1", family: 4 };
  process.nextTick(() => (settings.all ? done(null, [address]) : done(null, address.address, 4)));
};
syncBuiltinESMExports();
