"""The command line (Befehlszeile): every use case as `kontor [--file F] [--lang de|en] AREA VERB`.

One table of commands; parsing, help, the handbook and the tests derive from it. Data goes to
stdout, talk to stderr. No rule of the trade lives here: commands ask `queries` and call `service`.
"""
