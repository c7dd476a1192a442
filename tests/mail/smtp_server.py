"""A mail server for tests, on 127.0.0.1: smtp_server.py FOLDER [--port N] [--cert PEM [--implicit]] [--login USER:PASSWORD]

FOLDER/port is there once it listens, on a port of its own unless it is given one. The begin of a recipient's address says how it is treated, so that tests need no other
way to it, and may use one server at the same time:

  busy-2-…   451 to the first two mails, which are then accepted       drop-…   the connection ends instead of an answer
  refused-…  550                                                       slow-…   no answer, for an hour
  lost-2-…   the first two mails are accepted, but their answer does not come for an hour

FOLDER/RECIPIENT.N.eml is the N-th mail that was accepted for it; FOLDER/log has a line for each: recipient, "tls" or "clear",
and who had signed in. `cert`: certificate and key; STARTTLS is offered with it, `--implicit`: TLS from the start.
"""
import argparse
import asyncio
import collections
import os
import re
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, folder):
        self.folder = folder
        self.tries = collections.Counter()
        self.accepted = collections.Counter()

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tries[address] += 1
        busy = re.match(r'busy-(\d+)', address)
        if busy and self.tries[address] <= int(busy[1]):
            return '451 4.3.2 The mail service is busy'
        if address.startswith('refused'):
            return '550 5.1.1 There is no such mailbox'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        if address.startswith('drop'):
            server.transport.abort()
        if address.startswith('slow'):
            await asyncio.sleep(3600)
        self.accepted[address] += 1
        write(f'{self.folder}/{address}.{self.accepted[address]}.eml', envelope.content)
        with open(f'{self.folder}/log', 'a', encoding='utf-8') as log:
            tls = session.ssl or server.transport.get_extra_info('sslcontext')
            log.write(f'{address} {"tls" if tls else "clear"} {session.auth_data or "nobody"}\n')
        lost = re.match(r'lost-(\d+)', address)
        if lost and self.accepted[address] <= int(lost[1]):
            await asyncio.sleep(3600)
        return '250 OK'


def write(path, content):
    with open(path + '.new', 'wb') as file:
        file.write(content)
    os.rename(path + '.new', path)


async def main(args):
    context = None
    if args.cert:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(args.cert)

    def authenticate(server, session, envelope, mechanism, data):
        given = f'{data.login.decode()}:{data.password.decode()}'
        return AuthResult(success=given == args.login, auth_data=data.login.decode(), handled=False)

    handler = Handler(args.folder)
    starttls = None if args.implicit else context

    def connection():
        return SMTP(handler, enable_SMTPUTF8=True, hostname='mail.test', tls_context=starttls, require_starttls=bool(starttls),
                    authenticator=authenticate if args.login else None, auth_required=bool(args.login),
                    auth_require_tls=bool(starttls))

    server = await asyncio.get_running_loop().create_server(connection, '127.0.0.1', args.port, ssl=context if args.implicit else None)
    write(f'{args.folder}/port', str(server.sockets[0].getsockname()[1]).encode())
    await server.serve_forever()


parser = argparse.ArgumentParser()
parser.add_argument('folder')
parser.add_argument('--port', type=int, default=0)
parser.add_argument('--cert')
parser.add_argument('--implicit', action='store_true')
parser.add_argument('--login')
asyncio.run(main(parser.parse_args()))
