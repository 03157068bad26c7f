"""Neovim itself, without a screen: its own client, with the snippet that the documents give."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from tests.conftest import HANGS, ROOT
from tests.server.test_diagnostics import TASK

OLDER = """
if not vim.lsp.start then -- Neovim 0.7 has what it is made of
  vim.lsp.start = function(config)
    local client = vim.lsp.start_client(config)
    vim.lsp.buf_attach_client(0, client)
  end
end
"""
"""What Neovim 0.8 and newer have themselves."""

WAIT = """
local function wait(what, ready)
  if not vim.wait(HANGS, ready, 20) then print('never came: ' .. what); vim.cmd('cquit!') end
end
local function has(code)
  for _, each in ipairs(vim.diagnostic.get(0)) do if each.code == code then return true end end
  return false
end
"""


def neovim(folder: Path, file: str, script: str) -> str:
    """Open a file in Neovim, run a script in it, and return what it prints."""
    (folder / "init.lua").write_text(
        OLDER + (ROOT / "editors" / "nvim.lua").read_text() + "\nvim.cmd('filetype on')\n"
    )
    (folder / "steps.lua").write_text(WAIT.replace("HANGS", f"{HANGS * 1000:.0f}") + script)
    home = folder / "home"
    home.mkdir()
    environment = {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        ["nvim", "--headless", "-n", "-u", "init.lua", file, "-c", "luafile steps.lua", "-c", "qall!"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr + done.stdout


@pytest.mark.needs("nvim")
def test_opens_edits_and_sees_findings(tmp_path: Path) -> None:
    (tmp_path / "td.json").write_text(TASK)
    said = neovim(
        tmp_path,
        "td.json",
        """
        wait('the server', function() return #vim.lsp.buf_get_clients(0) > 0 end)
        vim.api.nvim_buf_set_lines(0, 5, 6, false, { '  "memory": "4096",' })
        wait('the finding', function() return has('ECS101') end)
        vim.api.nvim_buf_set_lines(0, 5, 6, false, { '  "memory": "512",' })
        wait('its end', function() return not has('ECS101') end)
        print('seen')
        """,
    )
    assert "seen" in said


@pytest.mark.needs("nvim")
def test_applies_a_quick_fix(tmp_path: Path) -> None:
    (tmp_path / "td.json").write_text(TASK.replace('"512"', '"600"'))
    said = neovim(
        tmp_path,
        "td.json",
        """
        vim.ui.select = function(items, options, choose)
          for index, item in ipairs(items) do
            if options.format_item(item):find('ECS101') then return choose(item, index) end
          end
        end
        wait('the finding', function() return has('ECS101') end)
        vim.api.nvim_win_set_cursor(0, { 6, 13 })
        vim.lsp.buf.code_action()
        wait('the fix', function() return vim.api.nvim_buf_get_lines(0, 5, 6, false)[1]:find('1024') end)
        wait('its end', function() return not has('ECS101') end)
        vim.cmd('silent write')
        print('fixed')
        """,
    )
    assert "fixed" in said
    assert (tmp_path / "td.json").read_text() == TASK.replace('"512"', '"1024"')


@pytest.mark.needs("nvim")
def test_completes_and_hovers(tmp_path: Path) -> None:
    (tmp_path / "td.json").write_text(TASK)
    said = neovim(
        tmp_path,
        "td.json",
        """
        wait('the server', function() return #vim.lsp.buf_get_clients(0) > 0 end)
        local function ask(method, line, column)
          local params = { textDocument = vim.lsp.util.make_text_document_params() }
          params.position = { line = line, character = column }
          local found = vim.lsp.buf_request_sync(0, method, params, 60000)
          for _, answer in pairs(found) do return answer.result end
        end
        for _, item in ipairs(ask('textDocument/completion', 5, 13).items) do print('item ' .. item.label) end
        print(ask('textDocument/hover', 4, 4).contents.value)
        """,
    )
    assert "item 2048" in said
    assert "CPU units for the whole task" in said
