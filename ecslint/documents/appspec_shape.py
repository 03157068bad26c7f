"""Read an AppSpec against its grammar: what was meant goes on, what departs from the grammar is noted."""

from __future__ import annotations

from ecslint.base.route import Route
from ecslint.base.unresolved import WRONG_TYPE, Unresolved
from ecslint.documents.appspec_members import Member, MemberReader, described
from ecslint.facts import appspec as facts
from ecslint.facts.appspec import Shape
from ecslint.model.appspec import Change


class Reader(MemberReader):
    """Reads one AppSpec.

    After ``read``, ``faults`` holds what is wrong and ``routes`` says where the parts of the model
    stand in the document: the model's route → the document's.
    """

    def read(self, data: dict[str, object]) -> dict[str, object]:
        """Return the data for the model."""
        members = [Member(str(key), value, (key,)) for key, value in data.items()]
        shapes: dict[str, Shape] = {name: facts.AnyValue() for name in facts.ROOT_MEMBERS}
        found = self._assign(members, shapes, "an AppSpec", ())
        result: dict[str, object] = {}
        for name, member in found.items():
            self.routes[(name,)] = member.route
        if "version" in found:
            result["version"] = found["version"].value
        if "Resources" in found and found["Resources"].value is not None:
            result["Resources"] = self._resources(found["Resources"].value, found["Resources"].route)
        else:
            route = found["Resources"].route if "Resources" in found else ("Resources",)
            self._lack(
                ("Resources",), route, 'the AppSpec has no "Resources"; add a list with one TargetService'
            )
        if "Hooks" in found:
            result["Hooks"] = self._hooks(found["Hooks"].value, found["Hooks"].route)
        if self._whole:
            for names, route, message in self._missing:
                if not self._moved.intersection(names):
                    self._fault("structure", route, message)
        return result

    # Resources

    def _resources(self, value: object, route: Route) -> object:
        """Return the list of resources of the model."""
        if isinstance(value, Unresolved):
            return value
        services: list[Member] = []
        if isinstance(value, dict) and value:
            message = '"Resources" is a mapping, but CodeDeploy expects a list of one item; ' + (
                "put [ ] around it" if self._json else 'put "- " before the name of the service'
            )
            change = self._rewrite("make Resources a list", route, lambda plain: [plain])
            self._fault("structure", route, message, "key", change=change)
            services = self._named(value, route)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                services += self._item(item, (*route, index))
        elif value not in ({}, []):
            self._fault(
                "structure", route, (f'"Resources" is {described(value)}; use a list with one TargetService')
            )
            return Unresolved(WRONG_TYPE)
        if not services and value in ({}, []):
            message = '"Resources" is empty; add a list with one TargetService'
            self._fault("structure", route, message, "key")
        if len(services) > 1:
            names = ", ".join(service.key for service in services)
            message = (
                f'"Resources" names {len(services)} services ({names}), but a deployment has '
                "exactly one; use one AppSpec file for each"
            )
            self._fault("structure", services[1].route, message, "key")
        return [{"TargetService": self._service(s, ("Resources", i))} for i, s in enumerate(services)]

    def _item(self, item: object, route: Route) -> list[Member]:
        if isinstance(item, dict) and item:
            return self._named(item, route)
        if not isinstance(item, Unresolved):
            message = f"this item of Resources is {described(item)}; use an object with a TargetService"
            self._fault("structure", route, message)
        return []

    def _named(self, item: dict[str, object], route: Route) -> list[Member]:
        """Return the services that an item of ``Resources`` names."""
        # "Type" comes first in AWS' examples; which of them is pointed at does not depend on their order.
        inner = sorted((key for key in item if str(key).lower() in ("type", "properties")), reverse=True)
        if not inner:
            return [Member(str(key), value, (*route, key)) for key, value in item.items()]
        names = [str(key) for key in item if key not in inner and item[key] is None]
        what = " and ".join(f'"{key}"' for key in inner)
        if names:
            message = f'{what} must stand below "{names[0]}"; indent by two more spaces'
        else:
            message = f'{what} must stand below the name of the service, "{facts.TARGET_NAME}"'
        self._fault("structure", (*route, inner[0]), message, "key")
        members = {key: value for key, value in item.items() if str(key) not in names}
        return [Member(facts.TARGET_NAME, members, route)]

    def _service(self, service: Member, at: Route) -> object:
        name, value, route = service
        if name != facts.TARGET_NAME:
            change = Change(f"rename to {facts.TARGET_NAME}", "rename", route, facts.TARGET_NAME)
            if name.lower() == facts.TARGET_NAME.lower():
                self._fault(
                    "key",
                    route,
                    (f'"{name}" is documented with other capitals; use "{facts.TARGET_NAME}"'),
                    "key",
                    change=change,
                    mild=True,
                )
            else:
                message = (
                    f'the service is called "{name}", which AWS does not document; use "{facts.TARGET_NAME}"'
                )
                self._fault("key", route, message, "key", change=change, mild=True)
        if value is None:
            message = f'"{name}" is empty; add Type and Properties'
            self._lack(("Type", "Properties"), route, message)
            return None
        return self._object(facts.SERVICE, value, facts.TARGET_NAME, (*at, facts.TARGET_NAME), route)

    # Hooks

    def _hooks(self, value: object, route: Route) -> object:
        """Return the list of hooks of the model."""
        if value is None or isinstance(value, Unresolved):
            return value
        hooks: list[Member] = []
        if isinstance(value, dict):
            hint = "put each hook in a separate object" if self._json else 'put "- " before each hook'
            message = f'"Hooks" is a mapping, but CodeDeploy expects a list; {hint}'
            change = self._rewrite("make Hooks a list", route, _one_by_one)
            self._fault("hooks", route, message, "key", change=change)
            hooks = [Member(str(key), function, route) for key, function in value.items()]
        elif isinstance(value, list):
            for index, item in enumerate(value):
                hooks += self._hook(item, (*route, index))
        else:
            self._fault("hooks", route, f'"Hooks" is {described(value)}; use a list of hooks')
            return Unresolved(WRONG_TYPE)
        for index, hook in enumerate(hooks):
            self.routes["Hooks", index] = hook.route
        return [{"Name": hook.key, "Function": hook.value} for hook in hooks]

    def _hook(self, item: object, route: Route) -> list[Member]:
        if isinstance(item, dict):
            if len(item) > 1:
                names = ", ".join(map(str, item))
                hint = "a separate object for each of them" if self._json else 'put "- " before each of them'
                message = f"this item holds {len(item)} hooks ({names}); {hint}"
                self._fault("hooks", route, message, mild=True)
            return [Member(str(key), function, route) for key, function in item.items()]
        if not isinstance(item, Unresolved):
            message = f"this hook is {described(item)}; use EVENT: FUNCTION, such as AfterInstall: check"
            self._fault("hooks", route, message)
        return []


def _one_by_one(hooks: object) -> object:
    """Return a mapping as a list with one object for each of its members."""
    return [{key: value} for key, value in hooks.items()] if isinstance(hooks, dict) else None
