using Xunit.Sdk;
using Xunit.v3;

// libtorch's number of threads is one setting of the whole process, and changing it under another test's arithmetic changes that test's numbers
[assembly: Parallelization(Mode = ParallelMode.None)]
