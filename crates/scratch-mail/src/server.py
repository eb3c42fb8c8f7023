"""A mail server for tests, by aiosmtpd. What it does with a mail is told by whom the mail is for.

Arguments: the folder that mails are laid in as they came; `plain`, `starttls`, `tls` or `broken`, which says that it can
STARTTLS and breaks off when it is asked to; but for the first also the certificate and its key. With `login` at the end it asks for a user and a password. Its port is on the first line
that it prints.
"""

import asyncio
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, folder):
        self.folder = folder
        self.greylisted = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        who = address.split("@")[0]
        if who == "refused":
            return "550 5.1.1 nobody here is called that"
        if who == "greylisted" and address not in self.greylisted:
            self.greylisted.add(address)
            return "451 4.7.1 come back later"
        if who == "hanging":
            await asyncio.Event().wait()
        if who == "busy":
            return "421 4.3.2 closing down"
        if who == "dropped":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        number = len(list(self.folder.iterdir()))
        secret = "secret" if server.transport.get_extra_info("sslcontext") else "open"
        name = f"{number:04} {secret} {envelope.rcpt_tos[0]}"
        # Whole or not at all: whoever looks meanwhile finds no half mail.
        half = self.folder / f"{number}.half"
        half.write_bytes(envelope.original_content)
        half.rename(self.folder / name)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"halvaarsrapport", b"hemmelig")
    return AuthResult(success=good, handled=False)


class Broken(SMTP):
    async def smtp_STARTTLS(self, arg):
        await self.push("220 Ready to start TLS")
        self.transport.abort()


async def main():
    folder, tls, *more = sys.argv[1:]
    login = "login" in more
    context = None
    if tls != "plain":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(more[0], more[1])
    handler = Handler(Path(folder))
    options = {"hostname": "mail.test", "enable_SMTPUTF8": True}
    if login:
        options |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": tls == "starttls"}
    if tls in ("starttls", "broken"):
        options |= {"tls_context": context, "require_starttls": True}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: (Broken if tls == "broken" else SMTP)(handler, loop=loop, **options),
        "127.0.0.1",
        0,
        ssl=context if tls == "tls" else None,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
