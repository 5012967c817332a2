"""The settings the course installs for JupyterLab: nothing that is not for learners."""

import pytest

pytestmark = pytest.mark.slow


def test_no_news_and_no_create_assignment_but_validate(notebook):
    page = notebook(["1 + 1"]).run_all().page
    page.get_by_role("button", name="Validate").wait_for()
    assert page.get_by_role("tab", name="Property Inspector").count() == 1
    assert page.get_by_role("tab", name="Create Assignment").count() == 0
    asks_for_news = page.evaluate(
        """async () => {
            const plugin = '@jupyterlab/apputils-extension:notification';
            const { schema } = await jupyterapp.serviceManager.settings.fetch(plugin);
            return schema.properties.fetchNews.default;
        }"""
    )
    assert asks_for_news == "false"
