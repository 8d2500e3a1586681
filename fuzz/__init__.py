"""Bad input at scale: files of every reader, damaged at random, must be read or refused in words.

`python -m fuzz --executions N --seed S` takes a good file, damages it, hands it to its reader and looks at what comes
of it. A reader may return, or raise an error of `indexgov` with a message; anything else is a failure: another
exception, a message that cannot be printed, more seconds or memory than the bounds allow, the end of the process. The
file of every failure is kept with the seed and the number of the execution, which make it again.

`mutations` damages text, bytes and archives, `readers` holds the table of readers with their good files, `running`
counts and keeps failures.
"""
