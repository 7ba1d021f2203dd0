"""A MongoDB for tests where there is none: MongoDB's own wire protocol library (mockupdb) over an independent emulation of the server's
semantics (mongomock). It speaks as a replica set of as many members as are asked for, which hold one and the same; the first begins as the
primary. With a certificate it speaks TLS, with a user it lets nobody else in (SCRAM-SHA-256).

It does what a driver that repeats its commands relies on: a write that comes again in the same session with the same number is
answered with what it was answered first, and a member that is no primary any more says that the write may be repeated
(https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md). It names no topology version, so that
monitors ask again and again instead of waiting for news.

Orders come on standard input, one a line, each answered by a line "done" and what the order asks for: stop (closes the ports and every connection), start (opens the
same ports again, with what it held), hang (answers nobody), hung (how many commands met
that since, the monitors' left out), drop (closes the connection of the next read or write, after
the command was done: the answer is lost), elect (the next member becomes the primary). The first line it writes is the port of its first
member. It ends with its standard input."""

import argparse
import errno
import os
import random
import socket
import ssl
import sys
import threading
from collections import OrderedDict
from datetime import datetime

import mockupdb
import mongomock
from bson import Int64, ObjectId
from mongomock.filtering import filter_applies

from scram import Refused, Scram

NEVER_DROPPED = ("hello", "ismaster", "isMaster", "ping", "endSessions", "createIndexes", "saslStart", "saslContinue")
MONITORING = ("hello", "ismaster", "isMaster", "ping")
OPEN_TO_ALL = ("hello", "ismaster", "isMaster", "ping", "endSessions", "buildInfo", "saslStart", "saslContinue")


look_at_all = mongomock.collection.Collection._iter_documents


def look_at_one(collection, filter):
    """The emulation goes through all documents even for a filter that names one of them."""
    wanted = (filter or {}).get("_id")
    if not isinstance(wanted, str):
        return look_at_all(collection, filter)
    store = collection._store
    found = [store[wanted]] if wanted in store else []
    return iter([document for document in found if filter_applies(filter, document)])


mongomock.collection.Collection._iter_documents = look_at_one


class Failure(Exception):
    def __init__(self, code, name, message, *labels):
        super().__init__(message)
        self.answer = {"ok": 0, "code": code, "codeName": name, "errmsg": message, **({"errorLabels": list(labels)} if labels else {})}


class Connection:
    """What a client has reached, and as whom."""

    def __init__(self, client, member, scram):
        self.client, self.member, self.scram = client, member, scram
        self.is_known = scram is None


class StandIn:
    def __init__(self, members=1, tls=None, user=None, password=None):
        self.databases = mongomock.MongoClient()
        self.one_at_a_time = threading.RLock()
        self.connections = set()
        self.awake = threading.Event()
        self.awake.set()
        self.drops = 0
        self.hung_commands = 0
        self.sessions = {}
        self.ports = [None] * members
        self.listeners = []
        self.primary, self.elections = 0, 1
        self.user, self.password = user, password
        self.tls = None
        if tls:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(tls)

    def start(self):
        self.awake.set()
        for member, port in enumerate(self.ports):
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if port:
                listener.bind(("127.0.0.1", port))
            else:
                self.bind_anywhere(listener)
            listener.listen(512)
            self.ports[member] = listener.getsockname()[1]
            self.listeners.append(listener)
            threading.Thread(target=self.accept, args=(listener, member), daemon=True).start()

    @staticmethod
    def bind_anywhere(listener):
        """Below the ports that outgoing connections take, so that none of them has it between a stop and a start."""
        while True:
            try:
                return listener.bind(("127.0.0.1", random.randrange(20000, 32768)))
            except OSError as taken:
                if taken.errno != errno.EADDRINUSE:
                    raise

    def stop(self):
        listeners, self.listeners = self.listeners, []
        for open_socket in [*listeners, *self.connections]:
            try:
                open_socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            open_socket.close()
        self.awake.set()

    def hang(self):
        self.hung_commands = 0
        self.awake.clear()

    def hung(self):
        return self.hung_commands

    def drop(self):
        self.drops += 1

    def elect(self):
        with self.one_at_a_time:
            self.primary = (self.primary + 1) % len(self.ports)
            self.elections += 1

    def accept(self, listener, member):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(client, member), daemon=True).start()

    def serve(self, client, member):
        try:
            if self.tls:
                client = self.tls.wrap_socket(client, server_side=True)
            self.connections.add(client)
            connection = Connection(client, member, self.user and Scram(self.user, self.password))
            while self.listeners:
                request = mockupdb.mock_server_receive_request(client, None)
                if not self.awake.is_set():
                    self.hung_commands += next(iter(request.doc)) not in MONITORING
                    self.awake.wait()
                answer = self.answer(request.doc, connection)
                if self.drops and next(iter(request.doc)) not in NEVER_DROPPED:
                    self.drops -= 1
                    return
                reply = mockupdb.OpMsgReply if isinstance(request, mockupdb.OpMsg) else mockupdb.OpReply
                client.sendall(reply(answer).reply_bytes(request))
        except (OSError, ValueError):
            pass
        finally:
            self.connections.discard(client)
            client.close()

    def answer(self, command, connection):
        name = next(iter(command))
        with self.one_at_a_time:
            try:
                return self.once(command, lambda: {"ok": 1, **self.dispatch(name, command, connection)})
            except Failure as failure:
                return failure.answer
            except mongomock.OperationFailure as failure:
                return {"ok": 0, "code": failure.code or 2, "codeName": "BadValue", "errmsg": str(failure)}

    def once(self, command, run):
        """A session holds the number of its last write that may be repeated, and its answer."""
        if "txnNumber" not in command:
            return run()
        session, number = command["lsid"]["id"], command["txnNumber"]
        last, answer = self.sessions.get(session, (-1, None))
        if number < last:
            raise Failure(225, "TransactionTooOld", f"{number} is older than {last}")
        if number > last:
            answer = run()
            self.sessions[session] = number, answer
        return answer

    def dispatch(self, name, command, connection):
        about_connection = getattr(self, "on_" + name.lower(), None)
        if about_connection:
            return about_connection(connection, command)
        handler = getattr(self, "do_" + name.lower(), None)
        if handler is None:
            raise Failure(59, "CommandNotFound", f"no such command: '{name}'")
        if name not in OPEN_TO_ALL:
            if not connection.is_known:
                raise Failure(13, "Unauthorized", f"command {name} requires authentication")
            if connection.member != self.primary:
                labels = ["RetryableWriteError"] if "txnNumber" in command else []
                raise Failure(10107, "NotWritablePrimary", "not primary", *labels)
        return handler(self.databases[command.get("$db", "admin")], command)

    def on_hello(self, connection, command):
        hosts = [f"127.0.0.1:{port}" for port in self.ports]
        is_primary = connection.member == self.primary
        return {
            "isWritablePrimary": is_primary, "ismaster": is_primary, "secondary": not is_primary, "helloOk": True,
            "setName": "rs0", "setVersion": 1, "hosts": hosts, "me": hosts[connection.member], "primary": hosts[self.primary],
            **({"electionId": ObjectId(f"7fffffff{self.elections:016x}")} if is_primary else {}),
            **({"saslSupportedMechs": ["SCRAM-SHA-256"]} if "saslSupportedMechs" in command else {}),
            "minWireVersion": 0, "maxWireVersion": 17,
            "maxBsonObjectSize": 16 * 1024 * 1024, "maxMessageSizeBytes": 48000000, "maxWriteBatchSize": 100000,
            "logicalSessionTimeoutMinutes": 30, "localTime": datetime.utcnow(), "connectionId": 1, "readOnly": False}

    on_ismaster = on_hello

    def on_saslstart(self, connection, command):
        if connection.scram is None or command["mechanism"] != "SCRAM-SHA-256":
            raise Failure(2, "BadValue", f"Received authentication for mechanism {command['mechanism']} which is not enabled")
        return {"conversationId": 1, "done": False, "payload": connection.scram.start(command["payload"])}

    def on_saslcontinue(self, connection, command):
        try:
            payload = connection.scram.finish(command["payload"])
        except Refused:
            raise Failure(18, "AuthenticationFailed", "Authentication failed.") from None
        connection.is_known = True
        return {"conversationId": 1, "done": True, "payload": payload}

    def do_ping(self, *_):
        return {}

    def do_endsessions(self, _, command):
        for session in command["endSessions"]:
            self.sessions.pop(session["id"], None)
        return {}

    def do_buildinfo(self, *_):
        return {"version": "6.0.0", "versionArray": [6, 0, 0, 0]}

    def do_insert(self, database, command):
        count, errors = 0, []
        for index, document in enumerate(command["documents"]):
            try:
                database[command["insert"]].insert_one(document)
                count += 1
            except mongomock.DuplicateKeyError as duplicate:
                errors.append({"index": index, "code": 11000, "errmsg": str(duplicate)})
                if command.get("ordered", True):
                    break
        return {"n": count, **({"writeErrors": errors} if errors else {})}

    def do_update(self, database, command):
        matched = modified = 0
        upserted = []
        for index, update in enumerate(command["updates"]):
            collection, change = database[command["update"]], update["u"]
            if not next(iter(change), "").startswith("$"):
                change_by = collection.replace_one
            else:
                change_by = collection.update_many if update.get("multi") else collection.update_one
            outcome = change_by(update["q"], change, upsert=update.get("upsert", False))
            matched += outcome.matched_count
            modified += outcome.modified_count
            if outcome.upserted_id is not None:
                matched += 1
                upserted.append({"index": index, "_id": outcome.upserted_id})
        return {"n": matched, "nModified": modified, **({"upserted": upserted} if upserted else {})}

    def do_delete(self, database, command):
        collection = database[command["delete"]]
        return {"n": sum(
            (collection.delete_one if delete.get("limit") else collection.delete_many)(delete["q"]).deleted_count
            for delete in command["deletes"])}

    def do_find(self, database, command):
        found = database[command["find"]].find(command.get("filter"), command.get("projection") or None)
        if command.get("sort"):
            found = found.sort(list(command["sort"].items()))
        if command.get("skip"):
            found = found.skip(command["skip"])
        return self.cursor(database, command["find"], found.limit(abs(command.get("limit", 0))))

    def do_aggregate(self, database, command):
        return self.cursor(database, command["aggregate"], database[command["aggregate"]].aggregate(command["pipeline"]))

    def do_count(self, database, command):
        return {"n": database[command["count"]].count_documents(command.get("query") or {})}

    def do_findandmodify(self, database, command):
        collection = database[command.get("findAndModify") or command["findandmodify"]]
        if command.get("remove"):
            return {"value": collection.find_one_and_delete(command["query"])}
        after = mongomock.collection.ReturnDocument.AFTER if command.get("new") else mongomock.collection.ReturnDocument.BEFORE
        return {"value": collection.find_one_and_update(
            command["query"], command["update"], upsert=command.get("upsert", False), return_document=after)}

    def do_createindexes(self, database, command):
        collection = database[command["createIndexes"]]
        for index in command["indexes"]:
            options = {name: value for name, value in index.items() if name not in ("key", "v")}
            collection.create_index([(field, int(order)) for field, order in index["key"].items()], **options)
        return {}

    def do_listindexes(self, database, command):
        indexes = database[command["listIndexes"]].index_information()
        return self.cursor(database, command["listIndexes"], [
            {"name": name, **{key: value for key, value in index.items() if key != "key"}, "key": OrderedDict(index["key"])}
            for name, index in indexes.items()])

    def do_listcollections(self, database, command):
        return self.cursor(database, "$cmd.listCollections", [
            {"name": name, "type": "collection", "options": {}, "info": {"readOnly": False}} for name in database.list_collection_names()])

    def do_dropdatabase(self, database, _):
        self.databases.drop_database(database.name)
        return {}

    @staticmethod
    def cursor(database, collection, documents):
        return {"cursor": {"id": Int64(0), "ns": f"{database.name}.{collection}", "firstBatch": list(documents)}}


arguments = argparse.ArgumentParser()
arguments.add_argument("--members", type=int, default=1)
arguments.add_argument("--tls", help="a file with the certificate and its key")
arguments.add_argument("--user")
arguments.add_argument("--password")
stand_in = StandIn(**vars(arguments.parse_args()))
stand_in.start()
print(stand_in.ports[0], flush=True)
for order in sys.stdin:
    told = getattr(stand_in, order.strip())()
    print("done" if told is None else f"done {told}", flush=True)
os._exit(0)
