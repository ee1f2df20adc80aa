"""The desk at which workbooks that people sent are read, asked about and carried out."""
