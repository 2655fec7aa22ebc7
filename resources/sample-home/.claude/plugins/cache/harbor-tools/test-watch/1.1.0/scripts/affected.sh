#!/bin/sh
# Prints the tests a changed file belongs to.
printf "%s\n" "${1%.ts}.test.ts"
