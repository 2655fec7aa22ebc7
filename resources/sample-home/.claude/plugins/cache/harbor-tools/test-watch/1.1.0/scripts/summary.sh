#!/bin/sh
printf "tests of this session: %s\n" "${TEST_WATCH_COUNT:-0}"
