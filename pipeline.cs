#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:project src/Contracts/Contracts.csproj
#:project src/Exporter/Exporter.csproj
#:project src/Inference/Inference.csproj
#:project src/Trainer/Trainer.csproj

// The main job: dotnet run -c Release pipeline.cs
// Whatever is written behind `--` goes to the trainer: dotnet run -c Release pipeline.cs -- --epochs 5 --seed 7

using Toolchain.Contracts.Programs;
using Toolchain.Exporter;
using Toolchain.Inference;
using Toolchain.Trainer;

const string Data = "data/mnist";
const string Digits = "data/digits";
const string Bar = "0.97";

var terminal = Terminal.OfProcess();
var run = Enumerable.Range(1, int.MaxValue).Select(number => $"runs/{number}").First(folder => !Path.Exists(folder));
var model = $"{run}/model.onnx";

var code = Step("train the reference experiment", TrainerProgram.Run, ["train", "--data", Data, "--output", run, .. args])
    ?? Step("export it, and check the graph against the trained network", ExporterProgram.Run, ["export", run, "--data", Data, "--output", model])
    ?? Step("evaluate the model with ONNX Runtime", InferenceProgram.Run, ["evaluate", "--model", model, "--data", Data, "--min-accuracy", Bar])
    ?? Step("classify some PNG digits", InferenceProgram.Run, ["classify", Digits, "--model", model])
    ?? (int)ExitCode.Done;

if (code == (int)ExitCode.Done)
{
    terminal.Output.WriteLine($"""

        made  {run}/checkpoint.safetensors  the training, to resume or export
              {run}/history.csv             a row an epoch
              {model}              the model, for ONNX Runtime anywhere
        next  dotnet run -c Release --project src/Inference -- classify your.png --model {model}
              dotnet run -c Release --project src/Trainer -- resume {run} --epochs 20
              dotnet run -c Release --project src/Trainer -- train --help
        """);
}

return code;

// the exit code of a step that failed, or null to go on
int? Step(string title, Func<string[], Terminal, int> program, string[] arguments)
{
    terminal.Output.WriteLine($"\n== {title}");
    var outcome = program(arguments, terminal);
    return outcome == (int)ExitCode.Done ? null : outcome;
}
