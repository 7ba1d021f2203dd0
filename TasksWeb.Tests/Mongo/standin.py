"""A MongoDB for tests where there is none: MongoDB's own wire protocol library (mockupdb) over an independent emulation of the server's
semantics (mongomock). It speaks as the primary of a replica set of one.

Orders come on standard input, one a line, each answered by a line "done": stop (closes the port and every connection), start (opens the
same port again, with what it held), hang (answers nobody), drop (closes the connection of the next read or write, after
the command was done: the answer is lost). The first line it writes is its port. It ends with its standard input."""

import errno
import os
import random
import socket
import sys
import threading
from collections import OrderedDict
from datetime import datetime

import mockupdb
import mongomock
from bson import Int64, ObjectId
from mongomock.filtering import filter_applies

NEVER_DROPPED = ("hello", "ismaster", "isMaster", "ping", "endSessions", "createIndexes")


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


class StandIn:
    def __init__(self):
        self.databases = mongomock.MongoClient()
        self.one_at_a_time = threading.RLock()
        self.connections = set()
        self.awake = threading.Event()
        self.awake.set()
        self.drops = 0
        self.listener = None
        self.port = None

    def start(self):
        self.awake.set()
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self.port:
            listener.bind(("127.0.0.1", self.port))
        else:
            self.bind_anywhere(listener)
        listener.listen(512)
        self.port = listener.getsockname()[1]
        self.listener = listener
        threading.Thread(target=self.accept, args=(listener,), daemon=True).start()

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
        listener, self.listener = self.listener, None
        for open_socket in [listener, *self.connections]:
            try:
                open_socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            open_socket.close()
        self.awake.set()

    def hang(self):
        self.awake.clear()

    def drop(self):
        self.drops += 1

    def accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        self.connections.add(client)
        try:
            while self.listener:
                request = mockupdb.mock_server_receive_request(client, None)
                self.awake.wait()
                answer = self.answer(request.doc)
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

    def answer(self, command):
        name = next(iter(command))
        handler = getattr(self, "do_" + name.lower(), None)
        if handler is None:
            return {"ok": 0, "code": 59, "codeName": "CommandNotFound", "errmsg": f"no such command: '{name}'"}
        with self.one_at_a_time:
            try:
                return {"ok": 1, **handler(self.databases[command.get("$db", "admin")], command)}
            except mongomock.OperationFailure as failure:
                return {"ok": 0, "code": failure.code or 2, "codeName": "BadValue", "errmsg": str(failure)}

    def do_hello(self, _, command):
        me = f"127.0.0.1:{self.port}"
        return {
            "isWritablePrimary": True, "ismaster": True, "helloOk": True, "setName": "rs0", "setVersion": 1, "hosts": [me], "me": me,
            "primary": me, "electionId": ObjectId("7fffffff0000000000000001"), "minWireVersion": 0, "maxWireVersion": 17,
            "maxBsonObjectSize": 16 * 1024 * 1024, "maxMessageSizeBytes": 48000000, "maxWriteBatchSize": 100000,
            "logicalSessionTimeoutMinutes": 30, "localTime": datetime.utcnow(), "connectionId": 1, "readOnly": False}

    do_ismaster = do_hello

    def do_ping(self, *_):
        return {}

    do_endsessions = do_ping

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


stand_in = StandIn()
stand_in.start()
print(stand_in.port, flush=True)
for order in sys.stdin:
    getattr(stand_in, order.strip())()
    print("done", flush=True)
os._exit(0)
