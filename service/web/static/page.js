"use strict";

const byId = (id) => document.getElementById(id);

function setUpLocation() {
  const button = byId("locate");
  const status = byId("locate-status");
  if (!("geolocation" in navigator)) {
    return;
  }
  const found = ({ coords }) => {
    byId("city").value = "";
    byId("latitude").value = coords.latitude.toFixed(2);
    byId("longitude").value = coords.longitude.toFixed(2);
    status.textContent = "Found, to about a kilometre.";
  };
  const failed = () => {
    status.textContent = "The browser did not give a location; choose a city instead.";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = "Looking …";
    navigator.geolocation.getCurrentPosition(found, failed, { timeout: 15000, maximumAge: 600000 });
  });
}

function setUpPlaceFields() {
  const coordinates = [byId("latitude"), byId("longitude")];
  byId("city").addEventListener("change", (event) => {
    if (event.target.value) {
      coordinates.forEach((field) => { field.value = ""; });
    }
  });
  coordinates.forEach((field) => field.addEventListener("change", () => {
    if (field.value) {
      byId("city").value = "";
    }
  }));
}

setUpLocation();
setUpPlaceFields();
byId("errors")?.focus();
