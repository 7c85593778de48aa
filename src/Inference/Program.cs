using Toolchain.Contracts.Programs;
using Toolchain.Inference;

return QuickEnd.With(InferenceProgram.Run(args, Terminal.OfProcess()));
