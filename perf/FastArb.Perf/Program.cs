Console.Error.WriteLine("usage: perf/run.sh");
return 2;
