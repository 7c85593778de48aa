using System.CommandLine;
using System.Globalization;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Trainer.Commands;

/// <summary>The options that say how a network learns from its gradients: optimizer, label smoothing, averaging, early stop.</summary>
internal sealed class RecipeOptions
{
    private const string Averaging = "ema";
    private const double UsualDecay = 0.999;

    private readonly Option<string> optimizer = new("--optimizer")
    {
        Description = $"how gradients move parameters: {string.Join(", ", OptimizerCatalog.Entries.Select(entry => $"{entry.Kind} ({string.Join(", ", entry.Parameters)})"))}",
        DefaultValueFactory = _ => OptimizerCatalog.Default,
        HelpName = "kind:name=value,…",
    };

    private readonly Option<double?> momentum = Number("--momentum", "m", "momentum of the optimizer, in place of momentum=… in --optimizer").Share();
    private readonly Option<bool> nesterov = new("--nesterov") { Description = "Nesterov momentum, in place of nesterov=true in --optimizer" };
    private readonly Option<double?> weightDecay = Number("--weight-decay", "d", "weight decay of the optimizer, in place of weight-decay=… in --optimizer").AtLeast(0.0);
    private readonly Option<double?> labelSmoothing = Number("--label-smoothing", "s", "share of the target spread evenly over all classes, in the training loss [default: 0]").Share();
    private readonly Option<string?> average = new("--average-weights")
    {
        Description = "let an exponential moving average of the weights answer, and say how much of it each step keeps",
        HelpName = $"{Averaging}:<decay>",
    };

    private readonly Option<string?> earlyStop = new("--early-stop")
    {
        Description = $"end once this many epochs in a row did not improve (alone: {EarlyStop.UsualPatience}); also patience=n,min-delta=d,monitor=val-loss|val-accuracy|loss",
        HelpName = "n",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Those that say what becomes of whole epochs, of no use where only steps are taken.</summary>
    public IEnumerable<Option> OfEpochs => [average, earlyStop];

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [optimizer, momentum, nesterov, weightDecay, labelSmoothing, average, earlyStop];

    /// <summary>Refuses options that are impossible, alone or beside another or the schedule.</summary>
    /// <exception cref="ToolException">Exit 2.</exception>
    public void Check(ParseResult parsed, Schedule schedule) => Apply(
        parsed, new TrainingPlan { Epochs = 1, BatchSize = 1, Schedule = schedule, Seed = 1, Threads = 1, Validation = Validation.OnTest, Shuffle = ShuffleMode.Epoch });

    /// <summary>A plan with what the options say.</summary>
    /// <exception cref="ToolException">An option is impossible, alone or beside another (exit 2).</exception>
    public TrainingPlan Apply(ParseResult parsed, TrainingPlan plan)
    {
        var told = plan with
        {
            Optimizer = OptimizerCatalog.Parse(parsed.GetRequiredValue(optimizer), Shortcuts(parsed)),
            LabelSmoothing = parsed.GetValue(labelSmoothing) ?? 0,
            AverageDecay = parsed.GetValue(average) is { } text ? Decay(text) : null,
            EarlyStop = parsed.GetResult(earlyStop) is null ? null : EarlyStop.Parse(parsed.GetValue(earlyStop) ?? ""),
        };
        if (told.LacksMomentum)
        {
            throw ToolException.WrongUsage(
                $"the schedule moves momentum, and optimizer {OptimizerCatalog.Write(told.Optimizer)} has none",
                "an optimizer with momentum",
                "add --momentum 0.9, choose --optimizer adam, or say cycle-momentum=false (PyTorch's classes: cycle_momentum=False) in the schedule");
        }

        try
        {
            told.Validate();
        }
        catch (FormatException fault)
        {
            throw ToolException.WrongUsage(fault.Message, "numbers within their ranges", "change the value", fault);
        }

        return told;
    }

    /// <summary>The options that give a plan's recipe, where it is not the reference's; each begins with a blank.</summary>
    public static string Write(TrainingPlan plan)
    {
        var options = new (bool Given, string Name, IFormattable Value)[]
        {
            (plan.Optimizer != OptimizerSpec.Reference, "--optimizer", $"{OptimizerCatalog.Write(plan.Optimizer)}"),
            (plan.LabelSmoothing != 0, "--label-smoothing", plan.LabelSmoothing),
            (plan.AverageDecay is not null, "--average-weights", $"{Averaging}:{plan.AverageDecay}"),
            (plan.EarlyStop is not null, "--early-stop", $"{plan.EarlyStop}"),
        };
        return string.Concat(options.Where(option => option.Given).Select(option => $" {option.Name} {option.Value.ToString(null, CultureInfo.InvariantCulture)}"));
    }

    private IEnumerable<(string Option, string Parameter, string Value)> Shortcuts(ParseResult parsed)
    {
        if (parsed.GetValue(momentum) is { } kept)
        {
            yield return (momentum.Name, "momentum", kept.ToString(CultureInfo.InvariantCulture));
        }

        if (parsed.GetValue(nesterov))
        {
            yield return (nesterov.Name, "nesterov", "true");
        }

        if (parsed.GetValue(weightDecay) is { } decay)
        {
            yield return (weightDecay.Name, "weight-decay", decay.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static double Decay(string text)
    {
        var (kind, number) = text.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (text[..colon], text[(colon + 1)..]) : (text, null);
        var decay = kind != Averaging ? double.NaN
            : number is null ? UsualDecay
            : double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
        return decay is > 0 and < 1 ? decay
            : throw ToolException.WrongUsage($"--average-weights is '{text}'", $"{Averaging}:<decay> with a decay above 0 and below 1", $"write --average-weights {Averaging}:0.999");
    }

    private static Option<double?> Number(string name, string word, string description) => new(name) { Description = description, HelpName = word };
}
