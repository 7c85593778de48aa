using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Libtorch;

/// <summary>Puts the relaxed library where it can be loaded from: a private cache of the user or, where there is none, a folder that goes away.</summary>
[SupportedOSPlatform("linux")]
public static class RelaxedCopy
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The user's cache, as the XDG base directory specification names it.</summary>
    public static string UserCache
    {
        get
        {
            var named = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            var root = Path.IsPathRooted(named) ? named : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(root, "toolchain", "libtorch");
        }
    }

    /// <summary>Loads the library from the cache; where that cannot be written or forbids running code, from a temporary folder.</summary>
    public static nint Load(byte[] library, string cache)
    {
        try
        {
            return NativeLibrary.Load(Keep(library, cache));
        }
        catch (Exception fault) when (fault is ToolException or DllNotFoundException or IOException or UnauthorizedAccessException)
        {
            var temporary = Directory.CreateTempSubdirectory("toolchain-");
            try
            {
                return NativeLibrary.Load(Keep(library, temporary.FullName));
            }
            finally
            {
                temporary.Delete(recursive: true);
            }
        }
    }

    /// <summary>Makes sure that a folder holds the library, unharmed, and that nobody else can change it.</summary>
    /// <returns>The path of the file.</returns>
    /// <exception cref="ToolException">The folder cannot be written, or others can write to it.</exception>
    public static string Keep(byte[] library, string folder)
    {
        if (!Path.IsPathRooted(folder) || File.Exists(folder))
        {
            throw ToolException.WrongUsage($"{folder} is no folder for a library", "the absolute path of a folder", "set XDG_CACHE_HOME to one");
        }

        Directory.CreateDirectory(folder, Private);
        if ((File.GetUnixFileMode(folder) & ~Private) != UnixFileMode.None)
        {
            throw ToolException.WrongUsage($"{folder} is open to other users", "a folder of this user alone", $"chmod 700 {folder}");
        }

        var path = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(library))[..16]}-{LibtorchLoader.FileName}");
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(library))
        {
            Disk.Write(path, stream => stream.Write(library));
        }

        return path;
    }
}
