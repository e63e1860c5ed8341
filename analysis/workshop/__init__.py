"""The workshop page: the model, live in a browser, with its lessons; one offline file."""
