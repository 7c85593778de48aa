using Toolchain.Contracts.Programs;
using Toolchain.Trainer;

return QuickEnd.With(TrainerProgram.Run(args, Terminal.OfProcess()));
