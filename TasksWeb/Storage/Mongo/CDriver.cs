using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace TasksWeb.Storage.Mongo;

/// <summary>MongoDB's official C driver is not installed.</summary>
public sealed class DriverMissingException(Exception? inner = null) : Exception(
    "MongoDB's C driver (libmongoc 1.x or 2.x) is not installed. "
    + "Debian, Ubuntu: apt-get install libmongoc-1.0-0. macOS: brew install mongo-c-driver.", inner);

/// <summary>A command did not get its answer.</summary>
/// <param name="domain">Which part of the driver says so, or the server.</param>
/// <param name="code">The server's error code, or the driver's.</param>
internal sealed class CommandFailedException(uint domain, uint code, string message) : Exception(WithoutCommand(message))
{
    private const uint Stream = 2;
    private const uint ServerSelection = 15;
    private const uint Server = 17;

    public uint Code { get; } = code;

    /// <summary>A server quotes the command it refuses, and what is in it belongs into no log.</summary>
    public static string? WithoutCommand(string? message) => message?.Split('{')[0].TrimEnd();

    public bool IsFromServer { get; } = domain == Server;

    /// <summary>No server could be chosen in time: whoever asks next would wait as long for the same answer.</summary>
    public bool IsNoServer { get; } = domain == ServerSelection;

    /// <summary>A connection broke, or the primary has just changed: the same command may find its way at once.</summary>
    /// <remarks>https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md</remarks>
    public bool IsPassing { get; } = domain == Stream
        || (domain == Server && code is 6 or 7 or 89 or 91 or 189 or 262 or 9001 or 10107 or 11600 or 11602 or 13435 or 13436);
}

/// <summary>
/// The binding of libmongoc: a pool of connections to one deployment. Raw BSON goes in and comes out, and what the driver
/// allocates for a call is freed before the call returns.
/// </summary>
/// <remarks>https://mongoc.org/libmongoc/current/api.html</remarks>
internal sealed unsafe partial class CDriver : IDisposable
{
    private const int ErrorApi = 2;
    private const int DefaultPoolSize = 32;
    private const string DefaultDatabase = "tasksweb";

    private static readonly string[] Libraries = OperatingSystem.IsMacOS()
        ? ["libmongoc-1.0.0.dylib", "libmongoc2.2.dylib"]
        : ["libmongoc-1.0.so.0", "libmongoc2.so.2"];

    /// <summary>The driver looks into these at the first connection only, and then says no more than that TLS failed.</summary>
    private static readonly string[] FileOptions = ["tlsCAFile", "tlsCertificateKeyFile"];

    private static readonly string[] Folders = OperatingSystem.IsMacOS() ? ["", "/opt/homebrew/lib/", "/usr/local/lib/"] : [""];

    private readonly nint _uri;
    private readonly nint _pool;

    static CDriver() => NativeLibrary.SetDllImportResolver(typeof(CDriver).Assembly, Resolve);

    /// <summary>
    /// Reads the connection string and adds the bounds that it does not name: a store that does not answer is given up in
    /// seconds.
    /// </summary>
    /// <exception cref="DriverMissingException"/>
    /// <exception cref="FormatException">It is no connection string of MongoDB's.</exception>
    public CDriver(string connectionString)
    {
        Initialize();
        var error = default(Error);
        _uri = Native.UriNew(connectionString, &error);
        if (_uri == 0)
            throw Unreadable(error, connectionString);
        if (FileOptions.Select(MissingFile).FirstOrDefault(problem => problem is not null) is { } missing)
        {
            Native.UriDestroy(_uri);
            throw new FormatException(missing);
        }
        PoolSize = DefaultOption("maxpoolsize", DefaultPoolSize);
        ServerSelectionTimeout = TimeSpan.FromMilliseconds(DefaultOption("serverselectiontimeoutms", 3000));
        DefaultOption("connecttimeoutms", 3000);
        SocketTimeout = TimeSpan.FromMilliseconds(DefaultOption("sockettimeoutms", 5000));
        Native.SetAppName(_uri, "TasksWeb");
        Database = Marshal.PtrToStringUTF8(Native.UriDatabase(_uri)) is { Length: > 0 } named ? named : DefaultDatabase;
        _pool = Native.PoolNew(_uri, &error);
        if (_pool == 0)
        {
            Native.UriDestroy(_uri);
            throw Unreadable(error, connectionString);
        }
        Native.PoolErrorApi(_pool, ErrorApi);
    }

    public string Database { get; }

    /// <summary>The most connections there are to one server.</summary>
    public int PoolSize { get; }

    public TimeSpan ServerSelectionTimeout { get; }

    public TimeSpan SocketTimeout { get; }

    /// <summary>Takes a connection out of the pool; waits while all are taken.</summary>
    public Connection Take() => new(this);

    /// <summary>All connections must have been given back.</summary>
    public void Dispose()
    {
        Native.PoolDestroy(_pool);
        Native.UriDestroy(_uri);
    }

    private static void Initialize()
    {
        try
        {
            Native.LogTo(0, 0);
            Native.Init();
        }
        catch (DllNotFoundException e)
        {
            throw new DriverMissingException(e);
        }
    }

    /// <summary>What the driver quotes is told if it is the name of an option; anything else may be the password.</summary>
    private static FormatException Unreadable(Error error, string connectionString)
    {
        var text = error.Text;
        if (text.Split('"') is not [var before, var quoted, _, ..])
            return new FormatException(text);
        var isOption = connectionString.Contains($"?{quoted}=", StringComparison.OrdinalIgnoreCase)
            || connectionString.Contains($"&{quoted}=", StringComparison.OrdinalIgnoreCase);
        return new FormatException(isOption ? $"{before}{quoted}" : $"{before}…{text[(text.LastIndexOf('"') + 1)..]}");
    }

    private string? MissingFile(string option) =>
        Marshal.PtrToStringUTF8(Native.UriText(_uri, option, 0)) is { } file && !File.Exists(file)
            ? $"{option} names {file}, and there is no such file."
            : null;

    private int DefaultOption(string name, int value)
    {
        var set = Native.UriInt32(_uri, name, 0);
        if (set > 0)
            return set;
        Native.SetUriInt32(_uri, name, value);
        return value;
    }

    /// <summary>
    /// The newest library of the two generations that is there; its functions have the same names and shapes in both.
    /// </summary>
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name is not (Native.Mongoc or Native.Bson))
            return 0;
        foreach (var file in from folder in Folders from library in Libraries select folder + library)
        {
            if (NativeLibrary.TryLoad(name == Native.Mongoc ? file : file.Replace("libmongoc", "libbson", StringComparison.Ordinal), out var loaded))
                return loaded;
        }
        return 0;
    }

    /// <summary>One connection; used by one thread at a time.</summary>
    public sealed class Connection : IDisposable
    {
        private readonly CDriver _owner;
        private readonly nint _client;
        private readonly nint _primary;
        private readonly Document* _command;
        private readonly Document* _options;
        private readonly Document* _reply;
        private readonly byte* _majority;

        internal Connection(CDriver owner)
        {
            _owner = owner;
            _client = Native.PoolPop(owner._pool);
            // What a lease depends on is read where it is written, whatever the connection string prefers.
            _primary = Native.ReadPreferenceNew(mode: 1);
            _command = Allocate();
            _options = Allocate();
            _reply = Allocate();
            var majority = BsonWriter.Write(options => options.Add("writeConcern", concern => concern
                .Add("w", "majority")
                .Add("wtimeout", (int)owner.SocketTimeout.TotalMilliseconds)));
            _majority = (byte*)NativeMemory.Alloc((nuint)majority.Length);
            majority.CopyTo(new Span<byte>(_majority, majority.Length));
            Native.BsonInitStatic(_options, _majority, (nuint)majority.Length);
        }

        /// <summary>
        /// Runs a command and returns its reply. Writes are acknowledged by a majority; the driver repeats reads that lost their
        /// way.
        /// </summary>
        /// <exception cref="CommandFailedException"/>
        public byte[] Run(ReadOnlySpan<byte> command, bool writes)
        {
            var error = default(Error);
            fixed (byte* bytes = command)
            {
                if (Native.BsonInitStatic(_command, bytes, (nuint)command.Length) == 0)
                    throw new ArgumentException("The command is no BSON document.", nameof(command));
                var done = writes
                    ? Native.WriteCommand(_client, _owner.Database, _command, _options, _reply, &error)
                    : Native.ReadCommand(_client, _owner.Database, _command, _primary, null, _reply, &error);
                try
                {
                    return done != 0
                        ? new ReadOnlySpan<byte>(Native.BsonData(_reply), checked((int)_reply->Length)).ToArray()
                        : throw new CommandFailedException(error.Domain, error.Code, error.Text);
                }
                finally
                {
                    // It is initialised and ours to free however the call ends.
                    Native.BsonDestroy(_reply);
                }
            }
        }

        public void Dispose()
        {
            Native.ReadPreferenceDestroy(_primary);
            Native.PoolPush(_owner._pool, _client);
            foreach (var memory in (ReadOnlySpan<nint>)[(nint)_command, (nint)_options, (nint)_reply])
                NativeMemory.AlignedFree((void*)memory);
            NativeMemory.Free(_majority);
        }

        private static Document* Allocate() =>
            (Document*)NativeMemory.AlignedAlloc((nuint)sizeof(Document), (nuint)sizeof(Document));
    }

    /// <summary><c>bson_t</c>: 128 bytes, aligned as widely.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Document
    {
        public uint Flags;
        public uint Length;
    }

    /// <summary><c>bson_error_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Error
    {
        public uint Domain;
        public uint Code;
        private fixed byte _message[504];

        public string Text
        {
            get
            {
                fixed (byte* message = _message)
                    return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message));
            }
        }
    }

    private static partial class Native
    {
        public const string Mongoc = "mongoc";
        public const string Bson = "bson";

        [LibraryImport(Mongoc, EntryPoint = "mongoc_init")]
        public static partial void Init();

        [LibraryImport(Mongoc, EntryPoint = "mongoc_log_set_handler")]
        public static partial void LogTo(nint function, nint context);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_uri_new_with_error", StringMarshalling = StringMarshalling.Utf8)]
        public static partial nint UriNew(string text, Error* error);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_uri_destroy")]
        public static partial void UriDestroy(nint uri);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_uri_get_database")]
        public static partial nint UriDatabase(nint uri);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_uri_get_option_as_utf8", StringMarshalling = StringMarshalling.Utf8)]
        public static partial nint UriText(nint uri, string option, nint fallback);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_uri_get_option_as_int32", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int UriInt32(nint uri, string option, int fallback);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_uri_set_option_as_int32", StringMarshalling = StringMarshalling.Utf8)]
        public static partial byte SetUriInt32(nint uri, string option, int value);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_uri_set_appname", StringMarshalling = StringMarshalling.Utf8)]
        public static partial byte SetAppName(nint uri, string name);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_client_pool_new_with_error")]
        public static partial nint PoolNew(nint uri, Error* error);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_client_pool_set_error_api")]
        public static partial byte PoolErrorApi(nint pool, int version);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_client_pool_destroy")]
        public static partial void PoolDestroy(nint pool);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_client_pool_pop")]
        public static partial nint PoolPop(nint pool);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_client_pool_push")]
        public static partial void PoolPush(nint pool, nint client);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_read_prefs_new")]
        public static partial nint ReadPreferenceNew(int mode);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_read_prefs_destroy")]
        public static partial void ReadPreferenceDestroy(nint preference);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_client_read_command_with_opts", StringMarshalling = StringMarshalling.Utf8)]
        public static partial byte ReadCommand(
            nint client, string database, Document* command, nint preference, Document* options, Document* reply, Error* error);

        [LibraryImport(Mongoc, EntryPoint = "mongoc_client_write_command_with_opts", StringMarshalling = StringMarshalling.Utf8)]
        public static partial byte WriteCommand(
            nint client, string database, Document* command, Document* options, Document* reply, Error* error);

        [LibraryImport(Bson, EntryPoint = "bson_init_static")]
        public static partial byte BsonInitStatic(Document* document, byte* data, nuint length);

        [LibraryImport(Bson, EntryPoint = "bson_get_data")]
        public static partial byte* BsonData(Document* document);

        [LibraryImport(Bson, EntryPoint = "bson_destroy")]
        public static partial void BsonDestroy(Document* document);
    }
}
