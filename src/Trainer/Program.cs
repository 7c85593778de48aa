using Toolchain.Contracts.Programs;
using Toolchain.Trainer;

return TrainerProgram.Run(args, Terminal.OfProcess());
