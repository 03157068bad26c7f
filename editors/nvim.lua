vim.api.nvim_create_autocmd('FileType', {
  pattern = { 'json', 'jsonc', 'yaml', 'terraform', 'toml' },
  callback = function() vim.lsp.start({ name = 'ecslint', cmd = { 'ecslint', 'server' }, root_dir = vim.fn.getcwd() }) end,
})
