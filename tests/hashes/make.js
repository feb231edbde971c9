// The second half of the vectors: see make.py.
const crypto = require("node:crypto");

const password = "correct horse bättery";
const row = (name, algorithm, salt, hash) => console.log([name, algorithm, salt, hash, password].join("\t"));

const salt = crypto.randomBytes(16);
row("node scrypt", "scrypt:n=16384,r=8,p=1", `hex:${salt.toString("hex")}`, crypto.scryptSync(password, salt, 64).toString("hex"));
const written = salt.toString("hex");
const options = { N: 16384, r: 16, p: 1, maxmem: 128 * 16384 * 16 * 2 };
row("better auth", "scrypt:n=16384,r=16,p=1", "", `${written}:${crypto.scryptSync(password, written, 64, options).toString("hex")}`);

// As https://github.com/firebase/scrypt does it: the derived key encrypts the signer key.
const signer = crypto.randomBytes(64);
const separator = Buffer.from("Bw==", "base64");
const userSalt = crypto.randomBytes(12);
const key = crypto.scryptSync(password, Buffer.concat([userSalt, separator]), 64, { N: 2 ** 14, r: 8, p: 1, maxmem: 2 ** 26 });
const cipher = crypto.createCipheriv("aes-256-ctr", key.subarray(0, 32), Buffer.alloc(16));
const hash = Buffer.concat([cipher.update(signer), cipher.final()]);
row(
  "firebase",
  `firebase-scrypt:rounds=8,mem_cost=14,salt_separator=Bw==,signer_key=${signer.toString("base64")}`,
  userSalt.toString("base64"),
  hash.toString("base64"),
);
// The example that Firebase publishes with its own implementation.
console.log(
  [
    "firebase's own example",
    "firebase-scrypt:rounds=8,mem_cost=14,salt_separator=Bw==,signer_key=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
    "42xEC+ixf3L2lw==",
    "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
    "user1password",
  ].join("\t"),
);
