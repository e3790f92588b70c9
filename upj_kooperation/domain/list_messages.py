"""What is said of a list's file, and of its rows beside each other and beside what is there (F1)."""

EMPTY = "The file is empty."
TOO_LARGE = "The file is larger than {0} MB. Split the list into several files."
TOO_MANY_ROWS = "The list has more than {0} rows. Split it into several files."
PACKED = "The file unpacks to more than {0} MB. That is no ordinary list; it was not opened."
BROKEN = "The file cannot be read as an Excel workbook (XLSX). Open it in your spreadsheet and save it again."
OLD_EXCEL = "This is an old Excel file (XLS). Save it as XLSX or CSV and upload that."
NOT_TEXT = "The file is neither an Excel workbook (XLSX) nor a text file (CSV)."
NO_ROWS = "Below the headings in row {0} there is no row."
CELL_TOO_LONG = "A cell in row {0} is longer than {1} characters. Is a quotation mark missing in the file?"

SAME_ROW = "is the same as row {0}: same name, postal code and street"
LIKE_ROW = "looks like row {0}: {1}"
IS_THERE = "may be there already: {0} {1}: {2}"
OTHER_TOWN = "belongs to the municipality {0}; this list is imported for {1}"
NEW_THEME = "The field of action {0} does not exist yet and is created."
THEME_DISABLED = "The field of action {0} is no longer in use."
MAY_NOT_CREATE_THEME = "The field of action {0} does not exist, and you may not create one."

MESSAGES = (
	EMPTY,
	TOO_LARGE,
	TOO_MANY_ROWS,
	PACKED,
	BROKEN,
	OLD_EXCEL,
	NOT_TEXT,
	NO_ROWS,
	CELL_TOO_LONG,
	SAME_ROW,
	LIKE_ROW,
	IS_THERE,
	OTHER_TOWN,
	NEW_THEME,
	THEME_DISABLED,
	MAY_NOT_CREATE_THEME,
)
