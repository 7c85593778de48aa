using Xunit.Sdk;
using Xunit.v3;

// torch has one generator of random numbers in a process: a test that seeds it would be disturbed by one that draws beside it
[assembly: Parallelization(Mode = ParallelMode.None)]
