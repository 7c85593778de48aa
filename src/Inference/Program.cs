using Toolchain.Contracts.Programs;
using Toolchain.Inference;

return InferenceProgram.Run(args, Terminal.OfProcess());
