// libtorch's number of threads is one setting of the whole process, and changing it under another test's arithmetic changes that test's numbers
[assembly: Parallelization(Mode = ParallelizationMode.None)]
