// A stand-in for the sample: it answers nothing.
process.stdin.resume();
