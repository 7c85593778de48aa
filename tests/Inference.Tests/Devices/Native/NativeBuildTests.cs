using CsCheck;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Devices.Native;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Devices.Native;

public sealed class NativeBuildTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_build_that_lies_elsewhere_runs_in_the_place_of_the_programs_own()
    {
        var copy = Path.Combine(Directory.CreateDirectory(folder["other build"]).FullName, $"{NativeBuild.OwnName}{(OperatingSystem.IsLinux() ? ".9.9.9" : "")}");
        File.Copy(Runtime.Library!, copy);

        var run = Doctor(folder["other build"]);

        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal($"inference: ONNX Runtime {Runtime.Version} from {copy}\n", run.Error);
        Assert.Contains($"\"library\":\"{copy}\"", run.Output);
        Assert.Contains("\"device\":\"cpu\"", run.Output);
    }

    [Fact]
    public void A_process_that_runs_one_build_takes_no_other()
    {
        File.Copy(Runtime.Library!, folder[NativeBuild.OwnName]);

        var fault = Assert.Throws<ToolException>(() => NativeBuild.Use(folder.Path));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.Contains(Runtime.Library!, fault.Found);
    }

    [Theory]
    [InlineData("missing", "there is no such folder", "check the path")]
    [InlineData("empty", "holds no libonnxruntime.so", "name the folder that holds the library itself")]
    [InlineData("wheel", "holds no libonnxruntime.so", "did you mean --native ")]
    [InlineData("wheel/onnxruntime/capi/libonnxruntime.so.1.31.1", "is a file", "name its folder: --native ")]
    [InlineData("arm", "is a library for linux-arm64", "take the build for linux-x64")]
    [InlineData("text", "is no shared library", "copy or unpack the build again")]
    [InlineData("cut", "is cut: ", "copy or unpack the build again")]
    [InlineData("lonely", "libnobody-has-this.so.7, which is missing", "or name its folder in LD_LIBRARY_PATH\n  the loader: libnobody-has-this.so.7: cannot open shared object file")]
    public void A_folder_that_does_not_do_is_refused_by_name(string name, string found, string next)
    {
        Assert.SkipUnless(LibraryTarget.OfThisProcess == "linux-x64", "the libraries are made for linux-x64");
        Directory.CreateDirectory(folder["empty"]);
        Make("wheel/onnxruntime/capi/libonnxruntime.so.1.31.1", []);
        Make("arm/libonnxruntime.so", ElfBytes.Needing(ElfBytes.Arm64, "libc.so.6"));
        Make("text/libonnxruntime.so", "hello"u8.ToArray());
        Make("cut/libonnxruntime.so", ElfBytes.Needing(ElfBytes.X64, "libc.so.6")[..^1]);
        Make("lonely/libonnxruntime.so", ElfBytes.Needing(ElfBytes.X64, "libnobody-has-this.so.7"));

        var run = Doctor(folder[name]);

        Assert.Equal((3, ""), (run.Code, run.Output));
        Assert.All([found, next, folder[name]], words => Assert.True(run.Error.Contains(words, StringComparison.Ordinal), run.Error));
    }

    [Fact]
    public void Of_several_versions_the_one_without_a_number_or_the_highest_is_taken()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names are Linux's");
        foreach (var version in (string[])["1.9.0", "1.31.1", "1.31", "1.4", "debug"])
        {
            Make($"several/libonnxruntime.so.{version}", []);
        }

        Assert.Equal(folder["several/libonnxruntime.so.1.31.1"], NativeBuild.Find(folder["several"]));

        Make("several/libonnxruntime.so", []);

        Assert.Equal(folder["several/libonnxruntime.so"], NativeBuild.Find(folder["several"]));
    }

    [Fact]
    public void Versions_older_than_the_binding_are_refused_and_others_taken()
    {
        var needed = Version.Parse(RuntimePackage.Version);

        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 60], Gen.Int[0, 9]).Sample((major, minor, patch) =>
        {
            var version = $"{major}.{minor}.{patch}";
            if ((major, minor).CompareTo((needed.Major, needed.Minor)) >= 0)
            {
                Assert.Equal(version, NativeBuild.RequireFreshEnough("lib", version));
            }
            else
            {
                var fault = Assert.Throws<ToolException>(() => NativeBuild.RequireFreshEnough("lib", version));
                Assert.Equal(ExitCode.BadInput, fault.Code);
                Assert.Contains(version, fault.Found);
                Assert.Contains($"{needed.Major}.{needed.Minor}", fault.Expected);
            }
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("nightly")]
    public void A_version_that_says_nothing_is_refused(string version) => Assert.Throws<ToolException>(() => NativeBuild.RequireFreshEnough("lib", version));

    [Fact]
    public void The_package_of_this_build_is_the_library_that_is_loaded()
    {
        Assert.StartsWith("Microsoft.ML.OnnxRuntime", RuntimePackage.Name);
        Assert.Equal(Runtime.Version, RuntimePackage.Version);
    }

    private void Make(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllBytes(folder[name], content);
    }

    private Outcome Doctor(string native) => ToolProcess.Run(folder.Path, "inference", "doctor", "--native", native, "--device", "cpu", "--format", "json");
}
