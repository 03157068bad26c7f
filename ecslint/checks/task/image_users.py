"""Users that an image does not have (ECS440)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import families, family_of


@check("ECS440")
def user_is_not_in_the_image(container: Container, task: TaskDefinition) -> Problems:
    """Yield a user by name that another image has, but not this one; numbers need no entry anywhere."""
    user, image = container.user, container.image
    if not isinstance(user, str) or not isinstance(image, str) or not image or task.windows is not False:
        return
    name = user.partition(":")[0]
    found = family_of(image)
    if found is None or not name or name.isdecimal() or "users" not in found[0].data:
        return
    own = {user for entry in found[0].entries("users", found[1]) for user in entry["names"]}
    if name in own:
        return
    others = {
        user for family in families() for entry in family.data.get("users", ()) for user in entry["names"]
    }
    if name in others:
        better = f'use "{min(own)}" or a number' if own else "use a number, or an image that has it"
        message = (
            f'"{image}" has no user "{name}" (unable to find user {name}: no matching entries in passwd file)'
        )
        yield Problem(container.at("user"), f"{message}; {better}")
