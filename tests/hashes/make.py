# The vectors of src/credentials/foreign/tests.rs, made by libraries of others:
#   python3 -m venv venv && venv/bin/pip install passlib==1.7.4 bcrypt==5.0.0 argon2-cffi==25.1.0
#   (venv/bin/python tests/hashes/make.py && node tests/hashes/make.js) > tests/hashes/vectors.tsv
# Columns: name, algorithm, salt, hash, password.
import base64, hashlib, os
import argon2, argon2.low_level as low, bcrypt
from passlib import hash as h

P = "correct horse bättery"
def row(name, hash, algorithm="", salt="", password=P):
    print("\t".join([name, algorithm, salt, hash, password]))

for prefix in (b"2a", b"2b"):
    row("bcrypt " + prefix.decode(), bcrypt.hashpw(P.encode(), bcrypt.gensalt(5, prefix)).decode())
row("bcrypt 2y", bcrypt.hashpw(P.encode(), bcrypt.gensalt(4, b"2b")).decode().replace("$2b$", "$2y$"))
row("bcrypt of 80 bytes", bcrypt.hashpw(("long" * 20)[:72].encode(), bcrypt.gensalt(4)).decode(), password="long" * 20)
row("django bcrypt_sha256", "bcrypt_sha256$" + bcrypt.hashpw(hashlib.sha256(P.encode()).hexdigest().encode(), bcrypt.gensalt(4)).decode())
for kind, name in ((low.Type.I, "argon2i"), (low.Type.D, "argon2d"), (low.Type.ID, "argon2id")):
    row(name, low.hash_secret(P.encode(), os.urandom(16), 3, 4096, 4, 32, kind).decode())
row("argon2i of 2016", low.hash_secret(P.encode(), os.urandom(16), 2, 1024, 1, 32, low.Type.I, version=16).decode())
row("django argon2", "argon2" + argon2.PasswordHasher(2, 8192, 2).hash(P))
row("passlib scrypt", h.scrypt.using(rounds=10).hash(P))
salt = "pepperandsalt"
row("werkzeug scrypt", "scrypt:4096:8:1$%s$%s" % (salt, hashlib.scrypt(P.encode(), salt=salt.encode(), n=4096, r=8, p=1, dklen=64).hex()))
row("django scrypt", "scrypt$%s$4096$8$5$%s" % (salt, base64.b64encode(hashlib.scrypt(P.encode(), salt=salt.encode(), n=4096, r=8, p=5, dklen=64)).decode()))
row("passlib pbkdf2 sha1", h.pbkdf2_sha1.using(rounds=1000).hash(P))
row("passlib pbkdf2 sha256", h.pbkdf2_sha256.using(rounds=1000).hash(P))
row("passlib pbkdf2 sha512", h.pbkdf2_sha512.using(rounds=1000).hash(P))
row("django pbkdf2 sha256", h.django_pbkdf2_sha256.using(rounds=1000).hash(P))
row("django pbkdf2 sha1", h.django_pbkdf2_sha1.using(rounds=1000).hash(P))
row("werkzeug pbkdf2", "pbkdf2:sha256:1000$%s$%s" % (salt, hashlib.pbkdf2_hmac("sha256", P.encode(), salt.encode(), 1000).hex()))
row("described pbkdf2", hashlib.pbkdf2_hmac("sha512", P.encode(), bytes.fromhex("00112233"), 1000).hex(), "pbkdf2-sha512:i=1000", "hex:00112233")
row("ldap SSHA", h.ldap_salted_sha1.hash(P))
row("ldap SSHA256", h.ldap_salted_sha256.hash(P))
row("ldap SSHA512", h.ldap_salted_sha512.hash(P))
row("ldap SMD5", h.ldap_salted_md5.hash(P))
row("django md5", h.django_salted_md5.hash(P))
row("django sha1", h.django_salted_sha1.hash(P))
for name in ("md5", "sha1", "sha256", "sha512"):
    row(name + " salt before", hashlib.new(name, (salt + P).encode()).hexdigest(), name + ":before", salt)
    row(name + " salt after", hashlib.new(name, (P + salt).encode()).hexdigest().upper(), name + ":after", salt)
row("md5crypt", h.md5_crypt.hash(P))
row("md5crypt of one letter", h.md5_crypt.hash("x"), password="x")
row("md5crypt of 40 letters", h.md5_crypt.hash("y" * 40), password="y" * 40)
row("apr1", h.apr_md5_crypt.hash(P))
row("ldap md5crypt", h.ldap_md5_crypt.hash(P))
row("sha256-crypt", h.sha256_crypt.using(rounds=1234).hash(P))
row("sha512-crypt", h.sha512_crypt.using(rounds=1234).hash(P))
row("sha256-crypt without rounds", h.sha256_crypt.using(rounds=5000).hash(P))
row("sha512-crypt without rounds", h.sha512_crypt.using(rounds=5000).hash(P))
