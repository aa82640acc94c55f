FLASK_APP=portal.cli.begin
