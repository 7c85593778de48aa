using Toolchain.Contracts.Programs;
using Toolchain.Exporter;

return QuickEnd.With(ExporterProgram.Run(args, Terminal.OfProcess()));
