using Toolchain.Contracts.Programs;
using Toolchain.Exporter;

return ExporterProgram.Run(args, Terminal.OfProcess());
