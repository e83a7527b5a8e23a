"""Wall devices as an administrator keeps them: paired by the code on the screen, or by a link; bound, seen, revoked."""

from __future__ import annotations

from dashboard.admin.refusal import Refused
from dashboard.auth.who import Scope
from dashboard.errors import RefusedError
from dashboard.store.web.devices import Device, DeviceStore
from dashboard.store.web.pairings import PairingStore

_GONE = "没有这台设备，可能已被别人删除；请刷新后再试。"


class Walls:
    """Acts on devices. Calls block. Raises Refused."""

    def __init__(self, devices: DeviceStore) -> None:
        self._devices = devices
        self._pairings = PairingStore(devices)

    def listed(self) -> list[Device]:
        """All, revoked ones too, by name."""
        return self._devices.listed()

    def pair(self, code: str, name: str, scope: Scope, by: str) -> None:
        """The screen that shows this code becomes a wall."""
        self._check(name)
        try:
            self._pairings.approve(code, name, scope, by)
        except RefusedError as error:
            raise Refused("没有屏幕正显示这个配对码；它每十分钟更换一次，请看屏幕上现在的六位字符。") from error

    def link(self, name: str, scope: Scope, by: str) -> str:
        """The secret of a link: the first screen that opens it within a week becomes a wall."""
        self._check(name)
        return self._pairings.link(name, scope, by)[1]

    def rebind(self, device_id: str, scope: Scope) -> None:
        """Gives it another part of the city."""
        if not self._devices.rebind(device_id, scope):
            raise Refused(_GONE)

    def revoke(self, device_id: str, by: str) -> None:
        """Ends its rights at once, for good; the wall says so."""
        if not self._devices.revoke(device_id, by):
            raise Refused("这台设备已经停用。")

    def forget(self, device_id: str) -> None:
        """Takes a revoked one off the list."""
        if not self._devices.forget(device_id):
            raise Refused("只能删除已停用的设备。")

    def _check(self, name: str) -> None:
        if not name.strip() or len(name) > 80 or not name.isprintable():
            raise Refused("请填写设备名称（最多 80 字），如“指挥大厅主屏”。")
        if any(device.name == " ".join(name.split()) for device in self._devices.listed()):
            raise Refused(f"已有名为“{name}”的设备，请换一个名称。")
