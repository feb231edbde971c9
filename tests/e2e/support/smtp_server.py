"""A real SMTP server for one test: STARTTLS and AUTH are required, each letter is one line of JSON on stdout.

    smtp_server.py PORT CA_OUT USER PASSWORD
"""

import email
import email.policy
import json
import ssl
import sys
import time

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port, ca_out, user, password = int(sys.argv[1]), *sys.argv[2:]


class Handler:
    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: letter.get_body((kind,)).get_content()
        say(to=envelope.rcpt_tos, sender=envelope.mail_from, subject=letter["subject"], text=part("plain"),
            html=part("html"), encrypted=session.ssl is not None, user=session.auth_data)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (user.encode(), password.encode())
    return AuthResult(success=good, auth_data=user if good else None)


def say(**line):
    print(json.dumps(line), flush=True)


authority = trustme.CA()
authority.cert_pem.write_to_path(ca_out)
tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
authority.issue_cert("localhost").configure_cert(tls)
Controller(Handler(), hostname="localhost", port=port, tls_context=tls, require_starttls=True,
           auth_required=True, auth_require_tls=True, authenticator=authenticate).start()
say(ready=port)
while True:
    time.sleep(60)
