using System.Diagnostics;
using System.Globalization;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Kernels;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Training;

namespace Toolchain.Benchmarks;

/// <summary>Whole steps of the reference training, nothing between them, beside the floor measured in the same minute.</summary>
internal static class TrainingSteps
{
    // about 5 ms: long beside the clock, short beside what else the machine does
    private const int Chunk = 125;
    private const int Epochs = 8;

    /// <summary>Trains and says what a step took.</summary>
    /// <param name="threads">Threads of the fused step.</param>
    /// <param name="output">Where the line goes.</param>
    public static void Measure(int threads, TextWriter output)
    {
        var data = DatasetFolder.Load(Program.DataFolder);
        var plan = new TrainingPlan
        {
            Epochs = Epochs,
            BatchSize = ReferenceBatch.Size,
            Schedule = ScheduleCatalog.Parse("exponential:initial=0.1,decay-rate=0.96,decay-steps=1000,staircase=true", new ScheduleContext(InitialRate: null, SampleOrder.StepsFor(data.Train.Count, ReferenceBatch.Size))),
            Seed = 1,
            Threads = threads,
            Validation = Validation.OnTest,
            Shuffle = ShuffleMode.Epoch,
            Step = StepKind.Fused,
        };
        var experiment = new Experiment(NetworkPresets.Mlp, plan);
        var order = new SampleOrder(plan, data.Train.Count);
        using var learner = new Learner(experiment, data);
        var (chunks, evaluations, step) = (new List<double>(), new List<double>(), 0L);
        var peak = Peak.Measure(DenseKernels.Widest.Name, threads);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            var samples = order.OfEpoch(epoch);
            for (var first = 0; first + Chunk <= order.StepsPerEpoch; first += Chunk)
            {
                var begin = Stopwatch.GetTimestamp();
                for (var i = first; i < first + Chunk; i++, step++)
                {
                    learner.Step.Expect(samples.AsSpan(Math.Min(samples.Length - plan.BatchSize, (i + 1) * plan.BatchSize), plan.BatchSize));
                    learner.Step.Run(samples.AsSpan(i * plan.BatchSize, plan.BatchSize), new StepPlace(epoch, step), plan.Schedule.At(step, []));
                }

                chunks.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / Chunk);
            }

            using var evaluation = learner.EvaluationOn(data.Test);
            var started = Stopwatch.GetTimestamp();
            evaluation.Measure(learner.Network);
            evaluations.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            peak = Math.Max(peak, Peak.Measure(DenseKernels.Widest.Name, threads));
        }

        // the first epoch warms up
        var times = chunks.Skip(order.StepsPerEpoch / Chunk).Order().ToArray();
        var floor = ReferenceBatch.StepOperations / peak / 1e3;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DenseKernels.Widest.Name} {threads} {times[times.Length / 2]:0.0} {times[0]:0.0} {floor:0.0} {times[times.Length / 2] / floor:0.00} {evaluations.Order().ElementAt(Epochs / 2):0.0}"));
    }
}
