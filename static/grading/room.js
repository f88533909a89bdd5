// The clocks of the room: time left in a phase, time since a device was heard. They tick here,
// between two readings, on the server's clock.

for (const place of document.querySelectorAll("[data-live-content]")) {
  const offset = Date.parse(place.dataset.now) - Date.now();
  const tick = () => {
    const now = Date.now() + offset;
    for (const clock of place.querySelectorAll("[data-until]")) {
      const left = Math.round((Date.parse(clock.dataset.until) - now) / 1000);
      const minutes = Math.floor(Math.abs(left) / 60);
      const seconds = String(Math.abs(left) % 60).padStart(2, "0");
      clock.textContent =
        left >= 0 ? `${clock.dataset.word} ${minutes}:${seconds}` : `Dépassé de ${minutes}:${seconds}`;
      clock.classList.toggle("room-over", left < 0);
    }
    for (const clock of place.querySelectorAll("[data-since]")) {
      const since = Math.max(0, Math.round((now - Date.parse(clock.dataset.since)) / 1000));
      clock.textContent =
        since < 60 ? `vu il y a ${since} s` : `vu il y a ${Math.floor(since / 60)} min`;
      clock.classList.toggle("room-late", since > 90);
    }
  };
  tick();
  setInterval(tick, 1000);
  place.closest("[data-fragment]")?.addEventListener("live:changed", tick);
}
