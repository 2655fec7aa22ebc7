@echo off
"%~dp0node.exe" "%~dp0out\cli\gatehouse.js" %*
